"""Backends of a Raspberry Pi alone: camera by picamera2, pins by gpiozero. Vendor imports only here."""
