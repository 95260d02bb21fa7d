"""The sections of the centre file, each setting declared once; `dispatcher.config.settings` lists them."""
