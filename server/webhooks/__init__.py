"""Other systems told of what happens, as Standard Webhooks has it."""
