"""Reply templates: texts with variables, of which an agent changes the parts that managers leave free. Pure."""
