"""What-if plans: named suppositions about the live centre, simulated in processes of their own."""
