"""What a running installation should be like, looked at from inside, with what to do where it is not."""
