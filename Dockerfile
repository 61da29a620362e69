# syntax=docker/dockerfile:1

# --- Front-end packages -------------------------------------------------------------------------
FROM node:22-bookworm-slim AS node
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# --- Python packages ----------------------------------------------------------------------------
FROM python:3.11-slim-bookworm AS python
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements/base.txt /build/base.txt
RUN /venv/bin/pip install --require-hashes -r /build/base.txt

# --- The application, its catalogues and its static files ---------------------------------------
FROM python AS application
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH LSC_PRODUCTION=1 LSC_DATA_DIR=/srv/lsc/var
WORKDIR /srv/lsc
COPY . .
RUN find . -name '*.po' -exec sh -c 'msgfmt --check-format -o "${1%.po}.mo" "$1"' _ {} \;
# These keys only let the settings load: collecting files signs and encrypts nothing.
RUN --mount=type=bind,from=node,source=/build/node_modules,target=/srv/lsc/node_modules \
    LSC_SECRET_KEY=unused LSC_BLIND_INDEX_KEY=unused LSC_ENCRYPTION_KEYS=unused \
    LSC_SIGNING_KEYS=unused \
        python manage.py collectstatic --no-input \
    && python -m compileall -q . \
    && mkdir -p var/media var/archive var/anchors

# --- What runs ----------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 lsc \
    && useradd --system --uid 10001 --gid lsc --home-dir /srv/lsc --no-create-home lsc
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/cache \
    LSC_PRODUCTION=1 \
    LSC_DATA_DIR=/srv/lsc/var
WORKDIR /srv/lsc
COPY --from=python /venv /venv
COPY --from=application /srv/lsc ./
# Static files belong to the image; the volumes hold what must outlive it.
RUN chown lsc:lsc var/media var/archive var/anchors
USER lsc
VOLUME ["/srv/lsc/var/media", "/srv/lsc/var/archive", "/srv/lsc/var/anchors"]
EXPOSE 8000
CMD ["gunicorn", "lsc.wsgi:application", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--access-logfile=-", "--graceful-timeout=30", \
     "--max-requests=2000", "--max-requests-jitter=200"]
