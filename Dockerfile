# One process, no root, one folder to keep. Build: docker build -t circlekeeper .   Run: see compose.yaml
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS build
WORKDIR /source
# The packages first: they change less often than the code, so most builds take them from the layer's cache.
COPY pyproject.toml ./
RUN python -m venv /venv \
 && python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > /requirements.txt \
 && /venv/bin/pip install --no-cache-dir --requirement /requirements.txt
# No node in this image: the build hook brings it from a Python package, for this stage alone.
COPY LICENSE README.md ./
COPY rooms rooms
COPY moderation moderation
COPY static static
COPY server server
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && /venv/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM ${PYTHON}
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin circlekeeper \
 && install -d -o circlekeeper -g circlekeeper -m 0700 /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CIRCLEKEEPER_HOST=0.0.0.0 \
    CIRCLEKEEPER_PORT=8080 \
    CIRCLEKEEPER_AUDIO_PORT=8081 \
    CIRCLEKEEPER_DATA=/data
USER circlekeeper
VOLUME /data
# Pages and sockets over TCP, all voices over one UDP port.
EXPOSE 8080/tcp 8081/udp
# Asks inside the container, whatever is published; through TLS without checking a name, since the name is the proxy's business.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, ssl, urllib.request as u; t = bool(os.environ.get('CIRCLEKEEPER_TLS_CERT')); u.urlopen(f\"http{'s' * t}://127.0.0.1:{os.environ['CIRCLEKEEPER_PORT']}/healthz\", timeout=2, context=ssl._create_unverified_context() if t else None)"]
# SIGTERM: circles are told, peers closed, the store closed; it needs less than ten seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["circlekeeper"]
CMD ["serve"]
