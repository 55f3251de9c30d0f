"""The demo's seven resources, made by our own code: tables that compute, papers to print, a page with signs."""
