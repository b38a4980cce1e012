"""What varies, as YAML without logic; a package only so that ``pkg://configs`` is found."""
