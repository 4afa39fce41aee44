"""The mailbox in which customers complain: read by IMAP, never changed, off until an administrator switches it on."""
