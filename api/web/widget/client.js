/**
 * The one place that talks to the service.
 * Every failure is one of two: the service answered with a problem (ApiError), or it was not reached (NetworkError).
 */

const TIME_LIMIT_MS = 30_000;
const DEFAULT_WAIT_S = 10;

export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.code ?? `http_${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? null;
    /** A sentence for the person, or null when the answer did not come from the service itself. */
    this.detail = typeof problem.detail === "string" ? problem.detail : null;
    /** Seconds to wait, set with status 429 only. */
    this.retryAfter = retryAfter;
  }
}

export class NetworkError extends Error {
  constructor(cause) {
    super("the service was not reached", { cause });
    this.name = "NetworkError";
  }
}

/** Seconds of a Retry-After header, which is a number or a date. */
export function waitSeconds(header, now = Date.now()) {
  if (!header) return DEFAULT_WAIT_S;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isFinite(seconds) ? Math.max(1, seconds) : DEFAULT_WAIT_S;
}

export class Client {
  /** `base` is the address under which the service lies, with a slash at its end. */
  constructor(base) {
    this.base = base;
  }

  /** A path that the service handed out, such as `/phieu/…`, as a full address. */
  address(path) {
    return new URL(String(path).replace(/^\/+/, ""), this.base).href;
  }

  createConversation(locale) {
    return this.#call("POST", "conversations", { body: { channel: "web", locale } });
  }

  sendMessage({ id, token }, body, key) {
    return this.#call("POST", `conversations/${encodeURIComponent(id)}/messages`, { token, key, body });
  }

  readMessages({ id, token }) {
    return this.#call("GET", `conversations/${encodeURIComponent(id)}/messages`, { token });
  }

  changeLocale({ id, token }, locale) {
    return this.#call("PATCH", `conversations/${encodeURIComponent(id)}`, { token, body: { locale } });
  }

  readTicket(id) {
    return this.#call("GET", `tickets/${encodeURIComponent(id)}`);
  }

  cancelTicket(id) {
    return this.#call("POST", `tickets/${encodeURIComponent(id)}/cancel`);
  }

  sendFeedback(body, key) {
    return this.#call("POST", "feedback", { key, body });
  }

  async #call(method, path, { token, key, body } = {}) {
    const headers = { Accept: "application/json, application/problem+json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (key) headers["Idempotency-Key"] = key;
    if (body) headers["Content-Type"] = "application/json";
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIME_LIMIT_MS);
    try {
      const response = await fetch(this.address(`api/v1/${path}`), {
        method,
        headers,
        body: body ? JSON.stringify(body) : undefined,
        cache: "no-store",
        credentials: "omit",
        signal: stop.signal,
      });
      return await readAnswer(response);
    } catch (error) {
      throw error instanceof ApiError ? error : new NetworkError(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A page that is not JSON although all is well comes from something in between, such as a Wi-Fi login. */
async function readAnswer(response) {
  if (response.status === 204) return null;
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  const retryAfter = response.status === 429 ? waitSeconds(response.headers.get("Retry-After")) : null;
  throw new ApiError(response.status, problem ?? {}, retryAfter);
}
