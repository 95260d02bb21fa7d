"""Reply templates: texts with variables, of which an agent changes what managers leave free. Pure."""
