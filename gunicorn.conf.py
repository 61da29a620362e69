"""What gunicorn reads by itself, however it is started from this folder."""

logger_class = "lsc.access_log.MaskingLogger"
#: Longer than proxies keep theirs (Caddy 120 s): who closes first must be the proxy.
keepalive = 130
#: Nothing steers a running server but signals; its folder is read-only besides.
control_socket_disable = True
#: Refuses what it will not serve any more, so that an upgrade is not noticed.
worker_class = "lsc.web_worker.WebWorker"
#: Listens once the application is there to answer, and has it once for all its processes.
preload_app = True
