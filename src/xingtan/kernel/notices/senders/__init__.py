"""How a notice leaves the house: one interface, and behind it mail, text messages, WeChat Work and DingTalk."""
