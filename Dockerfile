# One image for every process of docker-compose.yml; what each one does is its command.
FROM node:20-slim AS browser
WORKDIR /platform
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim AS packages
COPY requirements.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /data platform \
    && install --directory --owner platform /data
WORKDIR /platform
COPY --from=packages /venv /venv
COPY --from=browser /platform/node_modules node_modules
COPY . .
# The folder tells the settings that files are collected, with a fingerprint in each name.
RUN mkdir .static \
    && python bin/compile_messages.py \
    && SECRET_KEY=unused-while-building DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0
USER platform
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "bin/is_healthy.py", "8000"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "16", "--backpressure", "64", "--no-ws", "lms.wsgi:application"]
