"""The service that kiosks, web pages, staff and the dialogue engine talk to."""
