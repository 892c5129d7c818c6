"""From a tenant to the files that auth0-deploy-cli writes and `warmhook import` reads."""
