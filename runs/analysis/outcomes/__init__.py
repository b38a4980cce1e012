"""What came of a run beside who called: beliefs, face, telling."""
