"""Planning help: a day is proposed, shown as what would change, and accepted in whole or part by the acts of the board."""
