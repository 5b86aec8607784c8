"""How much risk there is: a methodology, the answers given, and the score that follows, with its reasons."""
