"""One error type; each error knows its status, a stable code and what the person can do next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

PROBLEM_JSON = "application/problem+json"


class Problem(BaseModel):
    """The body of an error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str


class ApiError(Exception):
    """An error that the caller is told of."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    code: ClassVar[str] = "internal_error"
    detail: ClassVar[str] = "Hệ thống gặp sự cố. Anh/chị vui lòng thử lại sau ít phút."

    def __init__(self, detail: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Takes a text more exact than the class's, and headers to send."""
        super().__init__(detail or self.detail)
        self.text = detail or self.detail
        self.headers = dict(headers or {})


class InvalidRequest(ApiError):
    """The request does not fit the interface."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid_request"
    detail = "Yêu cầu chưa đúng. Anh/chị kiểm tra lại nội dung đã nhập."


class EmptyText(ApiError):
    """The text holds nothing that can be read."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "empty_text"
    detail = "Nội dung đang trống. Mời anh/chị nhập câu hỏi."


class TextTooLong(ApiError):
    """The text is longer than a message may be."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "text_too_long"
    detail = "Nội dung dài quá 300 ký tự. Anh/chị viết ngắn lại giúp."


class BodyTooLarge(ApiError):
    """The body is larger than any request needs."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "body_too_large"
    detail = "Nội dung gửi lên quá lớn. Anh/chị gửi ngắn lại giúp."


class Unauthorised(ApiError):
    """No token, an unknown one or an expired one."""

    status = HTTPStatus.UNAUTHORIZED
    code = "unauthorised"
    detail = "Cuộc trò chuyện đã hết hạn. Mời anh/chị bắt đầu cuộc trò chuyện mới."


class ServiceKeyRefused(ApiError):
    """A call for the action server only, without its key."""

    status = HTTPStatus.UNAUTHORIZED
    code = "service_key_refused"
    detail = "Địa chỉ này chỉ dành cho hệ thống nội bộ."


class NotFound(ApiError):
    """No such page or thing."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"
    detail = "Không tìm thấy nội dung này."


class ProcedureNotFound(ApiError):
    """No procedure of that code."""

    status = HTTPStatus.NOT_FOUND
    code = "procedure_not_found"
    detail = "Không có thủ tục mang mã này trong danh mục."


class ProcedureNotInForce(ApiError):
    """The procedure could not be carried out on that day."""

    status = HTTPStatus.NOT_FOUND
    code = "procedure_not_in_force"
    detail = "Thủ tục này không có hiệu lực vào ngày đó."


class ServiceGroupNotFound(ApiError):
    """No group of counters of that name."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "service_group_not_found"
    detail = "Không có nhóm quầy này. Anh/chị chọn lại nhóm quầy."


class PriorityNotFound(ApiError):
    """No class of priority of that name."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "priority_not_found"
    detail = "Không có diện ưu tiên này. Anh/chị chọn lại diện ưu tiên."


class CentreClosed(ApiError):
    """The counters are closed for the rest of the day, and the ward gives no numbers then."""

    status = HTTPStatus.CONFLICT
    code = "centre_closed"
    detail = "Quầy đã đóng cửa hôm nay. Mời anh/chị lấy số khi quầy mở lại."

    def __init__(self, opens_at: datetime) -> None:
        """Takes when the counters open next, in the ward's zone."""
        super().__init__(
            f"Quầy đã đóng cửa hôm nay. Mời anh/chị lấy số từ {opens_at:%H:%M} "
            f"ngày {opens_at:%d/%m/%Y}."
        )


class NumbersStopped(ApiError):
    """The centre gives no numbers for that day any more."""

    status = HTTPStatus.CONFLICT
    code = "numbers_stopped"
    detail = "Trung tâm tạm dừng cấp số. Mời anh/chị đến bàn hướng dẫn để được giúp."


class TicketNotFound(ApiError):
    """No ticket of that id."""

    status = HTTPStatus.NOT_FOUND
    code = "ticket_not_found"
    detail = "Không tìm thấy phiếu này. Anh/chị kiểm tra lại hoặc lấy số mới."


class FieldNotFound(ApiError):
    """No procedure belongs to a field of that name."""

    status = HTTPStatus.NOT_FOUND
    code = "field_not_found"
    detail = "Không có lĩnh vực này trong danh mục. Anh/chị chọn lĩnh vực khác."


class FeedbackNotFound(ApiError):
    """No rating of that id."""

    status = HTTPStatus.NOT_FOUND
    code = "feedback_not_found"
    detail = "Không tìm thấy đánh giá này. Anh/chị có thể đánh giá lại."


class ComplaintNotFound(ApiError):
    """No complaint of that receipt."""

    status = HTTPStatus.NOT_FOUND
    code = "complaint_not_found"
    detail = "Không tìm thấy phản ánh này. Anh/chị kiểm tra lại mã biên nhận."


class MissionNotFound(ApiError):
    """The robot has no such mission."""

    status = HTTPStatus.NOT_FOUND
    code = "mission_not_found"
    detail = "Không tìm thấy nhiệm vụ này của robot."


class DeviceKeyRefused(ApiError):
    """A call for registered devices only, without the key of one."""

    status = HTTPStatus.UNAUTHORIZED
    code = "device_key_refused"
    detail = "Địa chỉ này chỉ dành cho thiết bị đã đăng ký của trung tâm."


class ConversationNotFound(ApiError):
    """No conversation of that id."""

    status = HTTPStatus.NOT_FOUND
    code = "conversation_not_found"
    detail = "Không tìm thấy cuộc trò chuyện. Mời anh/chị bắt đầu cuộc trò chuyện mới."


class MethodNotAllowed(ApiError):
    """The address exists, the verb does not."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "method_not_allowed"
    detail = "Cách gọi này không được hỗ trợ."


class TransitionRefused(ApiError):
    """The ticket's state does not allow the step."""

    status = HTTPStatus.CONFLICT
    code = "transition_refused"
    detail = "Phiếu này không còn ở trạng thái cho phép thao tác đó."


class TicketElsewhere(ApiError):
    """The ticket is at another counter, or in a line that this one does not serve."""

    status = HTTPStatus.CONFLICT
    code = "ticket_elsewhere"
    detail = "Phiếu này đang ở quầy khác hoặc thuộc nhóm mà quầy này không phục vụ."


class CounterBusy(ApiError):
    """The counter has a ticket that is not finished."""

    status = HTTPStatus.CONFLICT
    code = "counter_busy"
    detail = "Quầy đang có phiếu chưa xong. Hãy kết thúc, tạm giữ hoặc chuyển phiếu đó trước."


class CounterNotFound(ApiError):
    """No counter of that id."""

    status = HTTPStatus.NOT_FOUND
    code = "counter_not_found"
    detail = "Không có quầy này. Anh/chị chọn lại quầy."


class CounterTaken(ApiError):
    """Someone else sits at the counter, or the clerk at another one."""

    status = HTTPStatus.CONFLICT
    code = "counter_taken"
    detail = "Quầy này đang có người khác phụ trách."


class CounterNotOpen(ApiError):
    """The clerk has not opened the counter, or has paused it."""

    status = HTTPStatus.CONFLICT
    code = "counter_not_open"
    detail = "Anh/chị chưa mở quầy hoặc quầy đang tạm nghỉ. Hãy mở quầy trước."


class OutcomeNotFound(ApiError):
    """A visit does not end so."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "outcome_not_found"
    detail = "Không có kết quả này. Anh/chị chọn lại kết quả."


class NoticeNotFound(ApiError):
    """No notice of that id."""

    status = HTTPStatus.NOT_FOUND
    code = "notice_not_found"
    detail = "Không tìm thấy thông báo này."


class SignInRefused(ApiError):
    """No such account, or another password."""

    status = HTTPStatus.UNAUTHORIZED
    code = "sign_in_refused"
    detail = "Tên đăng nhập hoặc mật khẩu chưa đúng."


class TooManySignIns(ApiError):
    """Too many wrong passwords; ``Retry-After`` says when to come back."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_sign_ins"
    detail = "Đã nhập sai nhiều lần. Anh/chị chờ một lát rồi thử lại."


class NotSignedIn(ApiError):
    """No session of a member of staff, or an expired one."""

    status = HTTPStatus.UNAUTHORIZED
    code = "not_signed_in"
    detail = "Anh/chị chưa đăng nhập hoặc phiên làm việc đã hết hạn. Mời đăng nhập."


class CsrfRefused(ApiError):
    """The header ``X-CSRF-Token`` is missing or wrong."""

    status = HTTPStatus.FORBIDDEN
    code = "csrf_refused"
    detail = "Yêu cầu không đến từ trang làm việc. Anh/chị tải lại trang rồi thử lại."


class RoleRefused(ApiError):
    """The role does not allow it."""

    status = HTTPStatus.FORBIDDEN
    code = "role_refused"
    detail = "Tài khoản này không có quyền làm việc đó."


class IdempotencyKeyReused(ApiError):
    """The key came before with another body."""

    status = HTTPStatus.CONFLICT
    code = "idempotency_key_reused"
    detail = "Yêu cầu này trùng mã với một yêu cầu khác đã gửi. Anh/chị tải lại trang rồi thử lại."


class IdempotencyKeyMissing(ApiError):
    """The call needs the header ``Idempotency-Key``."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "idempotency_key_missing"
    detail = "Thiếu mã yêu cầu (Idempotency-Key). Anh/chị tải lại trang rồi thử lại."


class TooManyRequests(ApiError):
    """A rate limit was passed; ``Retry-After`` says when to come back."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_requests"
    detail = "Có quá nhiều yêu cầu cùng lúc. Anh/chị chờ một lát rồi thử lại."


_BY_STATUS: dict[int, type[ApiError]] = {404: NotFound, 405: MethodNotAllowed, 413: BodyTooLarge}


def problem_of(error: ApiError) -> dict[str, object]:
    """Gives the problem document of an error."""
    return Problem(
        title=error.status.phrase, status=error.status, detail=error.text, code=error.code
    ).model_dump()


def problem_response(error: ApiError) -> JSONResponse:
    """Makes the response of an error."""
    return JSONResponse(
        problem_of(error), error.status, headers=error.headers, media_type=PROBLEM_JSON
    )


def add_error_handlers(app: FastAPI) -> None:
    """Makes every error of the application a problem document."""

    async def api_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return problem_response(error)

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        known = _BY_STATUS.get(error.status_code, InvalidRequest)
        if error.status_code >= 500:
            known = ApiError
        return problem_response(known(headers=error.headers))

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        # What was sent is not repeated, nor the names of keys that we do not know.
        fields = sorted(
            {
                ".".join(str(part) for part in loc[: -1 if kind == "extra_forbidden" else None])
                for kind, loc in ((detail["type"], detail["loc"]) for detail in error.errors())
            }
        )
        return problem_response(InvalidRequest(f"{InvalidRequest.detail} ({', '.join(fields)})"))

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        return problem_response(ApiError())

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)
