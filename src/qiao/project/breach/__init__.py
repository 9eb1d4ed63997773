"""Personal data got out, or may have: whose, of which kinds, what to say to whom, by when (个人信息保护法第五十七条)."""
