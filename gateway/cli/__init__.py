"""The `warmhook` command: one file a command or group of commands, assembled in `app`."""
