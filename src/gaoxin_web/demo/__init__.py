"""The demonstration round: synthetic zones, enterprises, people and submissions; always marked synthetic."""
