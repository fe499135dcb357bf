"""A small HTTP server that speaks the part of the API's contract that the actions use."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SERVICE_KEY = "service-key-of-the-tests"
BASE = "/api/v1/assistant"
GROUPS = {"ho-tich": "Hộ tịch", "chung-thuc": "Chứng thực"}
BIRTH, LOST_BIRTH = "1.001193", "1.004884"
CASES = [
    ("Cha mẹ có đăng ký kết hôn không?", ["Đã đăng ký kết hôn", "Chưa đăng ký kết hôn"]),
    ("Có giấy chứng sinh không?", ["Có giấy chứng sinh"]),
]
PRIORITIES = ["elderly", "pregnant"]
TOLD = {
    "/places": "Ở tầng một.",
    "/opening": "Mở cửa lúc 7 giờ 30.",
    "/missions": "Rô-bốt đang tới.",
}


@dataclass
class Seen:
    """One request that reached the server."""

    method: str
    path: str
    body: dict[str, Any] | None
    key: str | None


@dataclass
class FakeApi:
    """What the tests read from and set on the server."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    issued_for_key: dict[str, str] = field(default_factory=dict)
    fail_with: tuple[int, Any] | None = None

    def last(self) -> Seen:
        return self.seen[-1]

    def calls_to(self, ending: str) -> list[Seen]:
        return [call for call in self.seen if call.path.split("?")[0].endswith(ending)]

    # --- the contract

    def respond(self, call: Seen) -> tuple[int, Any]:
        if self.fail_with:
            return self.fail_with
        body, path = call.body or {}, call.path.split("?")[0].removeprefix(BASE)
        if path == "/answers":
            return 200, self._answer(body)
        if path == "/tickets":
            return 200, self._issue(body, call.key)
        if path == "/feedback" or path.startswith("/feedback/"):
            thanks = turn("done", text("Cảm ơn anh/chị đã đánh giá."))
            return 200, thanks | {"feedback_id": "feedback-1"}
        if path in TOLD:
            return 200, turn("answered", text(TOLD[path]))
        if path == "/hand-offs":
            return 200, turn("handed_off", {"kind": "handoff", "text": "Mời đến bàn hướng dẫn."})
        if path == "/crisis":
            return 200, turn("handed_off", {"kind": "handoff", "text": "Xin gọi 113."})
        if path == "/returns":
            earlier = [code for code in body["recent"] if code != body["procedure_code"]]
            return 200, procedure(earlier[0], "general") if earlier else nothing_found()
        if path == "/comparisons":
            return 200, self._compare(body)
        if path == "/checklists":
            return 200, self._list_papers(body)
        if path == "/fields":
            return 200, turn("clarifying", which_procedure(), options=[BIRTH, LOST_BIRTH])
        if path == "/priorities":
            return 200, self._claim(body)
        if path == "/feedback-reasons":
            return 200, turn("clarifying", asked_for("Vì sao ạ?", "reason", ["Chờ lâu"]))
        if path == "/complaints":
            return 200, turn("done", text("Mã biên nhận PA-1234."))
        if path.startswith("/tickets/"):
            return self._ticket(path.removeprefix("/tickets/"))
        return 404, problem(404, "not_found", "Không tìm thấy.")

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        asked, chosen = body.get("text") or "", body.get("chosen_code")
        in_hand = chosen or body.get("procedure_code")
        if chosen:
            return procedure(chosen, aspect_of(asked, body))
        if "mất giấy khai sinh" in asked:
            return turn("clarifying", which_procedure(), options=[BIRTH, LOST_BIRTH])
        if "khai sinh" in asked or "baby" in asked:
            return procedure(BIRTH, aspect_of(asked, body))
        if in_hand and (body.get("aspect") or aspect_of(asked, body) != "general"):
            return procedure(in_hand, aspect_of(asked, body))
        return nothing_found()

    def _compare(self, body: dict[str, Any]) -> dict[str, Any]:
        if len(body["known_codes"]) < 2:
            return turn("clarifying", text("Anh/chị muốn so sánh hai thủ tục nào?"))
        return turn("answered", text(" và ".join(body["known_codes"][:2])))

    def _list_papers(self, body: dict[str, Any]) -> dict[str, Any]:
        code, answers = body["procedure_code"], body["answers"]
        if code is None:
            return nothing_found()
        if code == BIRTH and len(answers) < len(CASES):
            question, cases = CASES[len(answers)]
            return turn("clarifying", asked_for(question, "case", cases), procedure_code=code)
        return turn("answered", text(f"Giấy tờ cho trường hợp {answers}."), procedure_code=code)

    def _claim(self, body: dict[str, Any]) -> dict[str, Any]:
        claimed = body["priority"] or ("elderly" if "80 tuổi" in (body["text"] or "") else None)
        if claimed is None:
            return turn("clarifying", asked_for("Thuộc diện nào ạ?", "priority", PRIORITIES))
        if body["ticket_id"]:
            return turn("done", text("Đã ghi ưu tiên."), ticket_id=body["ticket_id"])
        return turn("answered", text("Anh/chị được ưu tiên."), priority=claimed)

    def _issue(self, body: dict[str, Any], key: str | None) -> dict[str, Any]:
        if key in self.issued_for_key:
            return self.tickets[self.issued_for_key[key]]
        said = body.get("text") or ""
        group = body.get("service_group")
        if group is None and "chứng thực" in said:
            group = "chung-thuc"
        if group is None and ("khai sinh" in said or body.get("procedure_code")):
            group = "ho-tich"
        if group is None:
            choices = [{"title": name, "choice": f"group:{slug}"} for slug, name in GROUPS.items()]
            return turn(
                "clarifying", {"kind": "choices", "text": "Đến làm việc gì ạ?", "choices": choices}
            )
        ticket_id = f"ticket-{len(self.tickets) + 1}"
        self.tickets[ticket_id] = turn(
            "done", ticket_reply(ticket_id, group, "waiting"), ticket_id=ticket_id
        )
        if key:
            self.issued_for_key[key] = ticket_id
        return self.tickets[ticket_id]

    def _ticket(self, rest: str) -> tuple[int, Any]:
        ticket_id, _, verb = rest.partition("/")
        if ticket_id not in self.tickets:
            return 404, problem(404, "ticket_unknown", "Không tìm thấy phiếu này.")
        group = self.tickets[ticket_id]["replies"][0]["ticket"]["service_group"]
        state = "cancelled" if verb == "cancel" else "waiting"
        return 200, turn("done", ticket_reply(ticket_id, group, state), ticket_id=ticket_id)


def turn(status: str, *replies: dict[str, Any], **more: Any) -> dict[str, Any]:
    defaults = {"procedure_code": None, "options": [], "ticket_id": None}
    return {"status": status, "replies": list(replies), **defaults, **more}


def text(sentence: str) -> dict[str, Any]:
    return {"kind": "text", "text": sentence}


def nothing_found() -> dict[str, Any]:
    return turn("not_found", text("Tôi chưa tìm được thủ tục này."))


def which_procedure() -> dict[str, Any]:
    choices = [
        {"title": "Đăng ký khai sinh", "choice": f"procedure:{BIRTH}"},
        {"title": "Đăng ký lại khai sinh", "choice": f"procedure:{LOST_BIRTH}"},
    ]
    return {"kind": "choices", "text": "Anh/chị cần việc nào?", "choices": choices}


def asked_for(question: str, kind: str, titles: list[str]) -> dict[str, Any]:
    """A question with choices; those of a case are told by position, and end with none of them."""
    if kind == "case":
        choices = [{"title": t, "choice": f"case:{at}"} for at, t in enumerate(titles)]
        choices.append({"title": "Không thuộc trường hợp nào", "choice": "case:none"})
    else:
        choices = [{"title": title, "choice": f"{kind}:{title}"} for title in titles]
    return {"kind": "choices", "text": question, "choices": choices}


def procedure(code: str, aspect: str) -> dict[str, Any]:
    card = {"code": code, "name": "Đăng ký khai sinh", "aspect": aspect}
    reply = {"kind": "procedure", "text": f"Trả lời về {aspect}.", "procedure": card}
    return turn("answered", reply, procedure_code=code)


def ticket_reply(ticket_id: str, group: str, state: str) -> dict[str, Any]:
    ticket = {"id": ticket_id, "number": "A001", "service_group": group, "state": state}
    return {"kind": "ticket", "text": "Số của anh/chị là A001.", "ticket": ticket}


def aspect_of(asked: str, body: dict[str, Any]) -> str:
    if body.get("aspect"):
        return str(body["aspect"])
    for words, aspect in (
        ("bao nhiêu", "fee"),
        ("giấy tờ", "documents"),
        ("bao lâu", "time_limit"),
        ("ở đâu", "place"),
    ):
        if words in asked:
            return aspect
    return "general"


def problem(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "status": status, "code": code, "detail": detail}


@contextmanager
def serving_fake_api() -> Iterator[FakeApi]:
    """Run the server on a free port for the length of the block."""
    api = FakeApi()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            call = Seen(self.command, self.path, body, self.headers.get("Idempotency-Key"))
            if self.headers.get("X-Service-Key") != SERVICE_KEY:
                status, payload = 401, problem(401, "unauthorized", "Sai khóa.")
            else:
                api.seen.append(call)
                status, payload = api.respond(call)
            data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _serve  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
