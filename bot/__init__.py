"""The conversation of the ward assistant: Rasa project, graph components and actions."""
