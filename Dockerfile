# syntax=docker/dockerfile:1
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY schema schema
COPY client client
COPY src src
COPY scripts/bundle.ts scripts/
COPY console console
RUN npm run build

# The sandbox serves model files out of development packages, so it keeps all of node_modules.
FROM build AS sandbox
ENV NODE_ENV=development
USER node
EXPOSE 4810-4815
CMD ["node", "dist/cli/main.js", "sandbox", "--host", "0.0.0.0", "--public-host", "sandbox"]

FROM node:20-bookworm-slim AS gateway
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
RUN npm ci --omit=dev && npm cache clean --force && mkdir /data && chown node:node /data
COPY --from=build /app/dist dist
COPY --from=build /app/schema schema
COPY --from=build /app/client/dist client/dist
USER node
ENV MODELGATE_HOST=0.0.0.0 PORT=4000 MODELGATE_DATA_DIR=/data
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/bundle/main.js"]
