"""What the law allows and asks for: the routes open on a day, and the deadlines that run."""
