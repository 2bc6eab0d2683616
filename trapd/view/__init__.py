"""What people and programs see of a running unit: lines, a live view, JSON, the contact sheet."""
