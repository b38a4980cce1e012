"""Do the tests bite? Small changes to the sources, each of which a test should notice."""
