"""The commands of the shell, one module per noun. Everything heavy is imported inside the commands: `--help` stays light."""
