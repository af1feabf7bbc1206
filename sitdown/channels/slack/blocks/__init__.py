"""How messages look in Slack: neutral messages and the App Home as Block Kit. Pure; nothing is sent or read here.

No block holds `mrkdwn`: texts are rich text or plain text, in which Slack reads no marks, mentions or links. Only the
fallback text beside the blocks is read by Slack, and it goes through `escaping.escape`.
"""
