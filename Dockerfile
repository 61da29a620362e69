# Give these a digest (python:3.11-slim-bookworm@sha256:…) where builds must be repeated to the bit.
ARG NODE_IMAGE=node:22-bookworm-slim
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

# --- Front-end packages -------------------------------------------------------------------------
FROM ${NODE_IMAGE} AS node
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# --- Python packages ----------------------------------------------------------------------------
FROM ${PYTHON_IMAGE} AS python
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv --without-pip /venv
COPY requirements/base.txt /build/base.txt
# Of what libraries say in forty languages, the two of our pages are kept; of what they were made
# from and tested with, nothing.
RUN pip --python /venv/bin/python install --require-hashes -r /build/base.txt \
    && find /venv \( -path '*/locale/*' -o -path '*/locales/*' \) -name '*.[mp]o' \
        ! -path '*/fr/*' ! -path '*/en/*' -delete \
    && find /venv -regex '.*\.\(c\|cpp\|h\|pxd\|pyi\|pyx\)' -delete \
    && find /venv -type d -name tests -prune -exec rm -r {} +

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
    && mkdir -p var/media var/archive var/anchors var/exchange

# --- What runs ----------------------------------------------------------------------------------
FROM ${PYTHON_IMAGE} AS runtime
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
    LSC_DATA_DIR=/srv/lsc/var \
    WEB_CONCURRENCY=2
WORKDIR /srv/lsc
COPY --from=python /venv /venv
COPY --from=application /srv/lsc ./
# Static files belong to the image; the volumes hold what must outlive it.
RUN chown lsc:lsc var/media var/archive var/anchors var/exchange
USER lsc
VOLUME ["/srv/lsc/var/media", "/srv/lsc/var/archive", "/srv/lsc/var/anchors", "/srv/lsc/var/exchange"]
EXPOSE 8000
CMD ["gunicorn", "lsc.wsgi:application", "--bind=0.0.0.0:8000", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--access-logfile=-", "--graceful-timeout=30", \
     "--max-requests=2000", "--max-requests-jitter=200"]
