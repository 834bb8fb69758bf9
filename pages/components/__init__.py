"""What several screens share: look, words, tables, differences, messages, and who is at the keyboard."""
