// A certificate for localhost and 127.0.0.1 that nobody else vouches for, with its key: for servers
// that tests start. It protects nothing, and is valid until 2126.
//
// Made by: openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes
//   -days 36500 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1

import { createPrivateKey } from "node:crypto";

const KEY_DER = [
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9rbkN1vWSZwvuHsGoPhL/PUFDzxgrjqDpwcJFzuY",
  "VRChRANCAASuzBNNAYm/hNteMNGlLoldWKx3WNEgb6MjbX5iY7VxHQJBIBV6+CTwo/U0kgfUih0e1yOgnmQclzYa",
  "Ju3j62p8",
].join("");
const CERTIFICATE_DER = [
  "MIIBmzCCAUGgAwIBAgIUDEWnDxjxnAWQ4r+Y04nAbr1IME0wCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxo",
  "b3N0MCAXDTI2MTEyMTE1MzgzN1oYDzIxMjYxMDI4MTUzODM3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcq",
  "hkjOPQIBBggqhkjOPQMBBwNCAASuzBNNAYm/hNteMNGlLoldWKx3WNEgb6MjbX5iY7VxHQJBIBV6+CTwo/U0kgfU",
  "ih0e1yOgnmQclzYaJu3j62p8o28wbTAdBgNVHQ4EFgQUJQOP5/uqvzbzvc6jU9XogHFe/7EwHwYDVR0jBBgwFoAU",
  "JQOP5/uqvzbzvc6jU9XogHFe/7EwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEw",
  "CgYIKoZIzj0EAwIDSAAwRQIhAOp44uIF9V+ozLwAVSyzW2XMKGvXFhPFwmkf91a+qL8bAiBBuXogean0W7IMcBsN",
  "Dunviro+u69Bip7dJDwfn0YCvA==",
].join("");

/** As `tls.createServer` takes it. */
export const loopbackCertificate = {
  key: createPrivateKey({
    key: Buffer.from(KEY_DER, "base64"),
    format: "der",
    type: "pkcs8",
  }).export({ type: "pkcs8", format: "pem" }),
  cert: `-----BEGIN CERTIFICATE-----\n${CERTIFICATE_DER}\n-----END CERTIFICATE-----\n`,
};
