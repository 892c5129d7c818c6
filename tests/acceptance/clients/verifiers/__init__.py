"""Those who are given our tokens and tell good ones from others; each as an API that somebody runs."""
