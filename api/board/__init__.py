"""What wall screens show: calls, lines and notices."""
