"""The conversation: gateway to the dialogue engine and the answers that it asks for."""
