"""Jinja templates as data for costrel. The command is costrel_templates.command.main()."""
