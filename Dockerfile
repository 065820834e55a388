FROM node:24.21.0-slim AS source
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY miniapp/package.json miniapp/
COPY test/package.json test/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build:pages && node scripts/bundle.mjs --started

FROM node:24.21.0-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY miniapp/package.json miniapp/
COPY test/package.json test/
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --workspace=server --workspace=shared

# DingTalk and Kingdee stand-ins, for docker compose --profile sandbox
FROM node:24.21.0-slim AS sandbox
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY miniapp/package.json miniapp/
COPY test/package.json test/
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --workspace=test
COPY --from=source /app/test/dist/bundle test/dist/bundle
USER node
CMD ["node", "test/dist/bundle/main.js"]

FROM node:24.21.0-slim AS server
ENV NODE_ENV=production PORT=3000 HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=source /app/server/dist/bundle server/dist/bundle
COPY --from=source /app/miniapp/dist miniapp/dist
RUN mkdir -m 700 data exports && chown node:node data exports
USER node
VOLUME ["/app/data", "/app/exports"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/dist/bundle/main.js"]
