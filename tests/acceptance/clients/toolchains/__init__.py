"""Clients in compiled languages, built with Debian's compilers and libraries; `make clients` runs them."""
