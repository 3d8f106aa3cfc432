"""What a reader does here is kept on the device, and nowhere else."""
