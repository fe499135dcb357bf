"""Actions of the bot: each turns slots into one call of the API and its turn into replies."""
