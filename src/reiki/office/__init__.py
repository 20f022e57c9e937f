"""What an office (例規担当) does with gazettes and regulations, once, for the command line and the service alike."""
