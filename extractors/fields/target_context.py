"""What makes a figure in running text a target, and which years in it are target years."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.fields.amounts import Amount
from extractors.fields.target_shapes import SAME_UNIT, is_part, told_as_share
from schemas.records import Comparator

#: the figure looks back, warns, prices, scores or defines; checked in the words before (B) and after (A) the figure
_BEFORE = regex.compile(
    r"(?<!\p{L})(?:đã(?!\s+(?:được\s+)?(?:số hóa|ban hành|triển khai|phê duyệt|cấp|có|đăng ký|công bố|định danh|kết nối|tạo lập|giải quyết))|hiện nay|hiện có|hiện đạt|hiện tại|(?<!thực )hiện đã|đến nay|tính đến nay|"
    r"ước(?:\s+(?:đạt|thực hiện|tính|khoảng))?|cùng kỳ|so với|(?<!(?:cấp|trả|nhận) )kết quả(?!\s+(?:giải quyết|thủ tục|xử lý|số hóa|dịch vụ|điện tử|tthc|hồ sơ))|mới chỉ|mới có|(?<!(?:thành lập|đăng ký|cấp|tuyển|kết nạp|xây|xây dựng|trồng|làm|đầu tư|phát triển|thu hút|mở) )mới đạt|(?<!(?:chứng|tín|địa) )chỉ đạt|chưa đạt|còn thấp|"
    r"lãi suất|lệ phí(?<!(?:(?:thanh toán|nộp|thu)(?!\p{L})[^;.]{0,80}|(?:tỷ|tỉ) lệ (?!thu)[^;.]{0,100})lệ phí)|thuế suất|mức hỗ trợ|mức chi|mức thưởng|vốn đối ứng|vốn điều lệ|cổ phần|cổ phiếu|nắm giữ|sở hữu|mức phạt|phạt|trừ(?!\s+trợ cấp)|khấu trừ|"
    r"đã\s+(?:được\s+)?(?:có|cấp|đạt|số hóa|giải quyết|triển khai|kết nối|đăng ký|tạo lập)(?=\s*(?:được\s*)?$)|"
    r"trọng số|tối đa điểm|điểm thưởng|phụ cấp|lương|(?<!trừ\s)trợ cấp|"
    r"phiên bản)\s*(?:\p{L}+\s+\(?){0,4}$", regex.I)
_LEGAL = regex.compile(r"(?<!\p{L})(?:điều|khoản|(?<!danh )mục|phụ lục|biểu mẫu|mẫu|(?<!điểm\s)số|iso|tcvn|thông tư|nghị định|quyết định|luật|thứ)\s*(?:số\s*)?$|(?:điện thoại|đường dây nóng|fax)[\s:]*$", regex.I)
_AFTER = regex.compile(
    r"\s*(?:kinh phí|mức lương|lệ phí|phí(?!\p{L})|chi phí|học phí|giá trị hợp đồng|số điểm|tổng điểm|điểm số|vốn(?!\p{L})|so với (?:lộ trình|tiến độ|yêu cầu|cùng kỳ|thời gian|mục tiêu đề ra)|"
    r"thì(?!\p{L})|trở lên thì|không được xét|mức phạt|tuổi(?!\p{L})|tuổi trở lên|người sử dụng rượu)|\s*,?\s*(?:cao|thấp)\s+hơn\s+(?:so với|mức|bình quân|trung bình)", regex.I)
#: "đạt trên 95% kế hoạch vốn giao"
_FUNDS_PLANNED = regex.compile(r"\s*vốn(?!\p{L})", regex.I)
#: "giảm 50% mức thu lệ phí", "dành 3% thu nhập tính thuế": what the law gives or allows
_PRICED = regex.compile(r"\s*(?:mức\s+(?:thu|đóng|phí|lệ phí|học phí)|thu nhập\s+(?:tính|chịu)\s+thuế|lợi nhuận)(?!\p{L})", regex.I)
_EXTENT = regex.compile(r"(?<!\p{L})(?:tại|ở|đến|tới|về|cho)\s*$", regex.I)
_SUFFERS = regex.compile(r"\s*bị(?!\p{L})", regex.I)  # "dưới 5% hồ sơ bị trả lại" is a goal, "5% bị phạt" none
_CUT = regex.compile(r"(?<!\p{L})(?:cắt giảm|giảm|tiết kiệm|rút ngắn)(?!\p{L})", regex.I)
_CLAUSE_BAD = regex.compile(
    r"(?<!\p{L})(?:cảnh báo|nếu|trường hợp(?<!trừ\s+(?:các\s+)?trường hợp)|không xét|phê bình|kiểm điểm|bị trừ|xử phạt|thang điểm|chấm điểm|điểm tối đa)(?!\p{L})", regex.I)
#: what a goal may keep small ("hồ sơ quá hạn không quá 0,5%") and what elsewhere is the ground of a reproach
_FAULT = regex.compile(r"(?<!\p{L})(?:xếp loại(?! chất lượng)|không hoàn thành nhiệm vụ|quá hạn)(?!\p{L})", regex.I)
_REPROACH = regex.compile(r"(?<!\p{L})(?:thì|sẽ|phải|đề nghị|xem xét|trách nhiệm)(?!\p{L})", regex.I)
_RESULT = regex.compile(r"(?<!\p{L})(?:kết quả (?:đã )?đạt được|kết quả năm 20\d\d|kết quả thực hiện|kết quả nổi bật|những kết quả|thành tích|còn (?:nhiều )?hạn chế|còn (?:rất |khá |tương đối )?(?:thấp|chậm)|đánh giá kết quả|trong (?:năm|giai đoạn) (?:qua|vừa qua)|thời gian qua|năm qua|những năm qua|đến thời điểm hiện tại|tính đến thời điểm|đến nay|hiện nay|hiện trạng|thực trạng|"
                        r"theo báo cáo|ước thực hiện|so với cùng kỳ|so với năm (?:trước|20\d\d)|tăng so với|giảm so với)(?!\p{L})", regex.I)
#: "Tính đến ngày 30/9/2025, toàn xã có 85% …": a count taken on a day; "tính đến hết năm 2030" may be a goal
_COUNTED = regex.compile(r"(?<!\p{L})tính\s+đến\s+(?:hết\s+)?(?:ngày\s+\d{1,2}\s*[/.-]|tháng\s+\d{1,2}\s*[/.-]|(?:thời điểm\s+)?(?:nay|này|hiện tại))", regex.I)
#: words that set a limit ("Không quá 5% hồ sơ phải bổ sung"), unlike those that only compare
_LIMIT = regex.compile(r"không\s+(?:được\s+)?(?:vượt\s+)?quá|tối đa", regex.I)
_AIM = regex.compile(r"(?<!\p{L})(?:phấn đấu|chỉ tiêu|mục tiêu|tối thiểu|ít nhất|phải đạt|trở lên|bảo đảm|đảm bảo|hoàn thành)(?!\p{L})", regex.I)
#: the opening of a portrait of the place ("Xã có diện tích …, dân số …, đồng bào dân tộc thiểu số chiếm 62%")
_PORTRAIT = regex.compile(r"(?<!\p{L})(?:diện tích(?:\s+(?:đất\s+)?tự nhiên)?|dân số|quy mô dân số|hộ dân|nhân khẩu|đơn vị hành chính)[^;.]{0,60}?\d", regex.I)
_PART_OF = regex.compile(r"(?<![\d/])(\d{1,4})/(\d{1,4})\s+(?:thôn|xóm|ấp|bản|buôn|làng|khóm|khu|tổ|hộ|trường|xã|phường|cơ quan|đơn vị|chi bộ|thủ tục|TTHC)(?!\p{L})", regex.I)
_OF_YEAR = regex.compile(r"(?<!(?:đến|hết|cuối)\s)năm\s+20\d\d", regex.I)
_STRONG = regex.compile(r"(?<!\p{L})(?:phấn đấu|chỉ tiêu|mục tiêu|ít nhất|tối thiểu|đạt|trở lên|không thấp hơn|không dưới|hoàn thành|bảo đảm|đảm bảo|mỗi)(?!\p{L})", regex.I)
_GOAL_VERB = regex.compile(r"(?<!\p{L})(?:phấn đấu|ít nhất|tối thiểu|đạt|có|xây dựng|thành lập|tổ chức|triển khai|duy trì|phát triển|kết nạp|hỗ trợ|đào tạo|bồi dưỡng|tập huấn|thu hút|hoàn thành|công nhận|trồng|lắp đặt|trang bị|mở|"
                           r"bố trí|cung cấp|hình thành|ứng dụng|giải quyết|tạo|giảm|tăng|sắp xếp|phủ sóng|tại|đưa|số hóa|bảo đảm|đảm bảo|không quá|tối đa|trên|từ|khoảng|thêm|mới|là|dưới|"
                           r"vận động|hướng dẫn|lựa chọn|giới thiệu|quảng bá|cài đặt|kích hoạt|ký kết|nhân rộng|chuyển giao|đầu tư|biên soạn|tuyển dụng|đề xuất|lên|mỗi)\s*(?:\p{L}+\s+){0,2}$|:\s*$|[≥≤<>]\s*$", regex.I)
_TIME = regex.compile(r"\s*(?:ngày|tháng|năm|giờ|phút|giây|tuần|quý|lần|tuổi|buổi/|h\d|khóa\s+[IVX])(?!\p{L})", regex.I)
_NOT_COUNTED = frozenset({"nhiệm vụ", "giải pháp", "nhóm", "chương trình", "chỉ tiêu", "tiêu chí", "bộ", "điểm", "hạng", "lần", "con", "cái", "khu", "văn bản", "giải", "cấp", "bản"})
_SCORED = regex.compile(r"(?<!\p{L})(?:chỉ số|điểm số|tổng điểm|số điểm|điểm trung bình|dti|par\s?index|papi|sipas)(?!\p{L})", regex.I)
_OF_PLAN = regex.compile(r"[\d.,]+\s*%?\s*(?:so với\s+)?(?:dự toán|kế hoạch|chỉ tiêu|nghị quyết|cùng kỳ)(?!\p{L})", regex.I)
#: "tăng ít nhất 1,5 lần", "gấp 2 lần": by how much
_MULTIPLIED = regex.compile(r"(?<!\p{L})(?:tăng|gấp|giảm|nhanh hơn|bằng)(?:\s+\p{L}+){0,3}\s*$", regex.I)
#: "trên 95% dân số là đồng bào dân tộc thiểu số", "64% trong độ tuổi lao động": who lives there
_MADE_OF = regex.compile(r"\s*(?:(?:tổng\s+)?(?:số\s+)?(?:dân số|dân|hộ(?: dân| gia đình)?|người dân|nhân khẩu|lao động|diện tích(?: tự nhiên)?)\s+)?(?:(?:toàn|của|trên địa bàn)\s+(?:xã|phường|tỉnh|đặc khu)\s+)?(?:là|thuộc|sinh sống|sống|làm nghề|trong độ tuổi|theo đạo)(?!\p{L})", regex.I)
#: "xã đã tiếp nhận 12.450 hồ sơ, giải quyết đúng hạn 99,1%": the first figure is told as done, and so are those after it
_DONE = regex.compile(r"(?<!\p{L})đã\s+(?:\p{L}+\s+){1,4}\d", regex.I)
#: "Đơn vị nào có tỷ lệ trễ hạn trên 5% …", "báo cáo các đơn vị có chỉ tiêu đạt dưới 70% kế hoạch": the ground of a reproach
_WHOEVER = regex.compile(r"(?<!\p{L})(?:đơn vị|cơ quan|tập thể|cá nhân|địa phương|phòng|ban|ngành|thôn|xã|phường|người)\s+nào(?!\p{L})|(?<!\p{L})(?:thì|(?<!không )để xảy ra|chịu trách nhiệm trước|hạ (?:một |1 |01 )?bậc)(?!\p{L})", regex.I)
_BODIES_BELOW = regex.compile(r"(?<!\p{L})(?:đơn vị|cơ quan|tập thể|cá nhân|địa phương|phòng|ban|ngành|chi bộ|thôn|ấp|bản|xã|phường|trường)\s*,?\s+(?:\p{L}+\s+){0,6}?(?:có|đạt|hoàn thành|giải ngân|thực hiện|chậm)\s+(?:\p{L}+\s+){0,9}$", regex.I)
#: "Kinh phí: …, trong đó ngân sách cấp trên 70%, ngân sách xã 30%": where the money comes from
_FUNDS = regex.compile(r"[\W\d]*(?:(?:dự kiến|tổng|nguồn|cơ cấu)\s+)*(?:kinh phí|nguồn vốn|vốn|mức đầu tư|nhu cầu vốn|ngân sách(?:\s+\p{L}+){0,3}\s+(?:bảo đảm|đảm bảo|hỗ trợ|đối ứng))(?!\p{L})", regex.I)
_SOURCE = regex.compile(r"(?<!\p{L})(?:ngân sách|vốn|nguồn|xã hội hóa|đối ứng|đóng góp|nhân dân|doanh nghiệp|huy động|hỗ trợ)\s*(?:\p{L}+\s+){0,6}$", regex.I)
#: "xây dựng 01 mô hình … và 02 tuyến đường": the verb before the first count holds for the next
_ONE_MORE = regex.compile(r"(?:,|;|(?<!\p{L})(?:và|cùng))\s*$", regex.I)
_FIRST_COUNT = regex.compile(r"(?<!\p{L})(?:xây dựng|thành lập|tổ chức|triển khai|phát triển|kết nạp|hỗ trợ|đào tạo|thu hút|hoàn thành|công nhận|trồng|lắp đặt|trang bị|mở|bố trí|hình thành|có|đạt|giảm|tăng|duy trì)\s+(?:\p{L}+\s+){0,2}\d", regex.I)
#: "mô hình bảo vệ 4 lớp": layers, not classes
_LAYERED = regex.compile(r"(?<!\p{L})(?:bảo vệ|bảo mật|phòng thủ|giám sát|an ninh(?: mạng)?|an toàn(?: thông tin)?|xác thực|mô hình|kiến trúc|giải pháp|chính quyền|tường lửa)\s*(?:theo\s+|gồm\s+)?$", regex.I)
_RANKED = regex.compile(r"(?<!\p{L})(?:nhóm|top|tốp)\s*$", regex.I)
_BEFORE_FIGURES = regex.compile(r"[\d/]\s*$")
_YEAR_WORD = regex.compile(r"(?<!\p{L})(?:năm|đến|hết|cuối|giai đoạn|từ|tới|kế hoạch|\()\s*$", regex.I)
_STANDS_ALONE = regex.compile(r"\s?(?:trở đi\s?)?[:)]")
_MUST = regex.compile(r"(?<!\p{L})phải(?!\p{L})", regex.I)
_COMPARED = regex.compile(r"\s*so với", regex.I)
_IS_SHARE = regex.compile(r"(?<!\p{L})chiếm\s*(?:\p{L}+\s*){0,2}$", regex.I)
_SPEED_NAME = regex.compile(r"\W*(?:tốc độ|dung lượng|băng thông)", regex.I)
_DURATION_NAME = regex.compile(r"(?<!\p{L})thời gian\s+(?:chờ|đợi|xử lý|giải quyết|phản hồi|tiếp nhận|thực hiện|trả lời|trung bình|gián đoạn|khắc phục)(?!\p{L})", regex.I)
_MONEY_GOAL = regex.compile(r"(?:đạt|thu nhập|doanh thu|tổng thu|thu ngân sách|kim ngạch|tổng giá trị|phấn đấu|tối thiểu|ít nhất|giá trị|trên|huy động|vốn đầu tư|grdp|gdp|xuất khẩu|thu hút|quy mô)", regex.I)
_NUMBER_NAME = regex.compile(r"\W*(?:\d+[.)]\s*)*(?:chỉ số|tổng số|số lượng|số|xếp hạng|điểm|hệ số|năng suất|hdi)\b", regex.I)
_ONLY_END = regex.compile(r"[\s.;)]*")
_VALUE_WORD = regex.compile(r"(?::|đạt|là|từ)\s*$", regex.I)
_GOAL_WORD = regex.compile(r"phấn đấu|chỉ tiêu", regex.I)
#: "tăng ít nhất 1,5 lần so với năm 2025, trong đó 30% …": the base of the figure before it
_THAN_BEFORE = regex.compile(r"(?:tăng |giảm )?so với", regex.I)
_OF_WHICH = regex.compile(r"[,;]\s*(?:trong đó|đồng thời|và|phấn đấu|đạt)(?!\p{L})|;", regex.I)
#: "kế thừa kết quả năm 2025 (đã đạt 82%), năm 2026 phấn đấu 90% …": from here on it is a goal
_AIMS_NOW = regex.compile(r"(?<!\p{L})(?:phấn đấu|đặt mục tiêu)(?!\p{L})", regex.I)
#: "01 “Chợ số”, 02 “Tuyến đường …”": things counted by their names
_BOUNDS = frozenset({"ít nhất", "tối thiểu", "không dưới", "không quá", "tối đa", "không vượt quá", "không ít hơn"})
_THING = regex.compile(r"\s+(?!(?:ngày|tháng|năm|giờ|phút|giây|tuần|quý|lần|tuổi|trở|mỗi|và|hoặc|trong|so|của)(?!\p{L}))\p{L}{2,}", regex.I)
_NAMED_THING = regex.compile(r"\s*[“\"«‘]\p{L}")
_EACH_HAS = regex.compile(r"mỗi\s+\p{L}+(?:\s\p{L}+){0,3}\s+(?:có|đạt|thành lập)\s+(?:ít nhất\s+|tối thiểu\s+)?$", regex.I)


@dataclass(slots=True)
class YearSpan:
    start: int
    end: int
    year: int
    target: bool  # False: a date, a document's year, a baseline ("so với năm 2024")
    notes: tuple[str, ...] = ()


_YEAR = regex.compile(r"(?<![\d./-])(?:(?P<a>(?:19|20)\d\d)\s*-\s*)?(?P<y>(?:19|20)\d\d)(?![\d/]|-\p{L}|\.\d)")
#: "Đến ngày 31/12/2025", "hết quý I/2026", "trong tháng 6/2026": the year by which a target is due
_DUE_YEAR = regex.compile(r"(?<!\p{L})(?:đến|hết|trước|trong|cuối|tới)\s+(?:hết\s+|cuối\s+)?(?:ngày\s+)?(?:quý\s+[IVX1-4]{1,3}|tháng\s+\d{1,2}|\d{1,2}\s*[/.-]\s*\d{1,2})\s*(?:[/.-]|năm)\s*(?P<y>(?:19|20)\d\d)(?!\d)", regex.I)
_NO_YEAR = regex.compile(r"(?:tháng\s+\d{1,2}\s+năm|ngày\s+\S{1,10}|so với(?:\s+cuối)?(?:\s+năm)?|so với(?:\s+\p{L}+){1,8}\s+(?:năm|giai đoạn|thời kỳ)|giá\s+(?:so sánh|cố định|hiện hành|gốc)(?:\s+(?:của\s+)?năm)?|từ năm|kể từ(?:\s+năm)?|nghị quyết(?:\s+\p{L}+){0,6}|quyết định(?:\s+\p{L}+){0,3}|luật(?:\s+[\p{L},]+){0,8}(?:\s+năm)?|nhiệm kỳ|cùng kỳ(?:\s+năm)?|"
                         r"số\s+(?!năm)\S{0,12}|kết quả(?:\s+\p{L}+){0,4}\s+năm|chương trình(?:\s+\p{L}+){0,12}\s+(?:giai đoạn|đến năm)|đề án(?:\s+[\p{L},]+){0,16}\s+(?:giai đoạn|đến năm)|kế hoạch(?:\s+\p{L}+){0,12}\s+giai đoạn|chiến lược(?:\s+[\p{L},]+){0,16}\s+đến năm|tầm nhìn đến năm|định hướng(?:\s+đến)?\s+năm)\s*$", regex.I)


#: A year before this is of history ("hy sinh trước năm 1975"), none that a plan aims at (the least that ``Indicator.year`` takes).
FIRST_YEAR = 1990


def year_spans(s: str) -> list[YearSpan]:
    """Years named in a sentence (``plain`` form). A period "2026-2030" counts with its last year, said in ``notes``."""
    out = [YearSpan(m.start("y"), m.end("y"), int(m["y"]), True) for m in _DUE_YEAR.finditer(s) if int(m["y"]) >= FIRST_YEAR]
    for m in _YEAR.finditer(s):
        if any(y.start == m.start("y") for y in out):
            continue
        before = s[max(0, m.start() - 90):m.start()]
        numeric = bool(_BEFORE_FIGURES.search(before)) or (not m["a"] and not _YEAR_WORD.search(before) and not _alone(s, m))
        target = int(m["y"]) >= FIRST_YEAR and not _NO_YEAR.search(before) and not numeric
        out.append(YearSpan(m.start(), m.end(), int(m["y"]), target, (f"giai đoạn {m['a']}-{m['y']}: lấy năm cuối",) if m["a"] else ()))
    return sorted(out, key=lambda y: y.start)


def _alone(s: str, m: regex.Match[str]) -> bool:
    """"2026: 80%", "(2030)": a bare year that stands for itself."""
    after = s[m.end():m.end() + 12]
    return bool(_STANDS_ALONE.match(after))


def is_target(s: str, a: Amount, *, in_goals: bool) -> bool:
    """Whether the amount ``a`` of sentence ``s`` is something to be reached. Errs on the side of no."""
    if not (a.unit_kind or a.lead or in_goals):
        return False
    before, after = s[max(0, a.start - 90):a.start], s[a.end:a.end + 60]
    if _AFTER.match(after) and not _CUT.search(before + a.lead) and not (a.denominator == "kế hoạch" and _FUNDS_PLANNED.match(after)) or _PRICED.match(after) or _BEFORE.search(before, max(0, len(before) - 48)):
        return False
    if _SUFFERS.match(after) and not (in_goals and a.comparator in (Comparator.LT, Comparator.LE)):
        return False
    if a.unit_kind not in ("percent", "rank") and _LEGAL.search(before[-16:]):
        return False
    if _CLAUSE_BAD.search(s) or _is_reproach(s, a, in_goals) or _looks_back(s, a, in_goals):
        return False
    if a.comparator in (Comparator.LT, Comparator.LE) and not _LIMIT.match(a.lead) and _MUST.search(after):
        return False  # "các thôn có tỷ lệ dưới 50% phải giải trình": a threshold of alarm
    if is_part(s, a) and (not in_goals or told_as_share(s, a)):
        return False
    if not in_goals and a.unit_kind == "percent" and a.value == 100 and _EXTENT.search(before) and not _AIM.search(s):
        return False  # "duy trì phong trào tại 100% các xóm": how far a task goes
    if not in_goals and (_counted(s, a) or _portrayed(s, a, before) or _remarked(s, a) or _blamed(s, a, before) or _funded(s, a, before)):
        return False
    if a.unit_kind == "percent":
        return not (a.lead.lower() in ("thấp hơn", "cao hơn") and _COMPARED.match(after))
    return _is_count_target(s, a, before, after, in_goals)


def _looks_back(s: str, a: Amount, in_goals: bool) -> bool:
    """What was reached, not what is to be: "kết quả đạt được …", "vượt 12% dự toán". A goal may build on it: "giữ vững kết quả đạt được, ít nhất 85% …"."""
    if a.lead.lower() == "vượt" and not in_goals and _OF_PLAN.match(s[a.number_start:]) and not _AIM.search(s):
        return True
    result = _RESULT.search(s, 0, a.start if in_goals else len(s))
    if result is not None and in_goals and _THAN_BEFORE.match(s, result.start()) and _OF_WHICH.search(s, result.end(), a.number_start):
        result = None
    if result is None:
        return False
    since = s[result.end():a.number_start]
    return not (in_goals and "," in since and (a.lead.lower() in ("ít nhất", "tối thiểu", "phấn đấu") or _AIMS_NOW.search(since)))


def _is_reproach(s: str, a: Amount, in_goals: bool) -> bool:
    """Late files and bad marks speak of a sanction, except as a goal that sets them a limit or names the mark to be reached."""
    if not _FAULT.search(s):
        return False
    return not in_goals or bool(_REPROACH.search(s)) or not (a.unit == "điểm" or a.comparator in (Comparator.LT, Comparator.LE))


def _counted(s: str, a: Amount) -> bool:
    """The figure was counted on a day named before it, and nothing says it is to be reached."""
    return bool(_COUNTED.search(s, 0, a.start)) and not _AIM.search(s)


def _portrayed(s: str, a: Amount, before: str) -> bool:
    """"… chiếm 62%" after area and population, "… 29/31 thôn phủ sóng 4G, 46% người dân …": what the place is like."""
    part = _PART_OF.search(s, 0, a.start)
    if part and int(part[1]) < int(part[2]) and not _AIM.search(s):
        return True
    if a.unit_kind == "percent" and _MADE_OF.match(s, a.end) and not _AIM.search(s):
        return True
    if _DONE.search(s, 0, a.start) and not _AIM.search(s):
        return True
    return bool(_IS_SHARE.search(before)) and bool(_PORTRAIT.search(s, 0, a.start)) and not _AIM.search(s)


def _blamed(s: str, a: Amount, before: str) -> bool:
    """A figure that calls a body to account where it stays below, or above."""
    if _WHOEVER.search(s):
        return True
    return a.comparator in (Comparator.LT, Comparator.LE) and not _LIMIT.match(a.lead) and bool(_BODIES_BELOW.search(before)) and not _AIMS_NOW.search(s)


def _funded(s: str, a: Amount, before: str) -> bool:
    """A share of the money, told by where it comes from."""
    return a.unit_kind == "percent" and bool(_FUNDS.match(s)) and bool(_SOURCE.search(before + a.lead + " " if a.lead else before))


def _remarked(s: str, a: Amount) -> bool:
    """"giảm nghèo bền vững (tỷ lệ hộ nghèo năm 2025 còn 14,6%)": a bracket that tells the figure of a year, and nothing to be reached."""
    opened = s.rfind("(", 0, a.start)
    if opened < 0 or ")" in s[opened:a.start]:
        return False
    inside = s[opened:a.start]
    return bool(_OF_YEAR.search(inside)) and not _AIM.search(inside + a.lead)


def _is_count_target(s: str, a: Amount, before: str, after: str, in_goals: bool) -> bool:
    if a.unit_kind == "rank":
        return in_goals or bool(_GOAL_WORD.search(s))
    if a.unit_kind == "time" and in_goals and _DURATION_NAME.search(before) and (a.comparator in (Comparator.LT, Comparator.LE) or any(n.startswith("mức cũ") for n in a.notes)):
        return True  # "thời gian chờ của người dân dưới 30 phút/lượt"
    if a.unit == "lần":
        return in_goals and bool(_MULTIPLIED.search(before)) or a.lead.lower() in ("tăng", "giảm", "gấp")
    if _TIME.match(after) or _TIME.match(s[a.number_start:].lstrip("0123456789.,")) or a.unit_kind in ("speed", "storage"):
        return a.unit_kind == "speed" and in_goals and bool(_SPEED_NAME.match(s))
    if a.unit_kind == "money":
        return in_goals and bool(_MONEY_GOAL.search(before)) and "kinh phí" not in s.lower()
    if _RANKED.search(before) or (a.unit in ("lớp", "cấp") and not a.lead and _LAYERED.search(before)):
        return False
    strong = _STRONG.search(before[-60:]) or _STRONG.search(s[a.start:a.end]) or a.lead.lower() in ("ít nhất", "tối thiểu", "không dưới")
    if a.unit_kind == "rate":
        return in_goals or bool(strong)
    if not a.unit_kind and in_goals and _NAMED_THING.match(after):
        return bool(_GOAL_VERB.search(before)) or bool(_ONE_MORE.search(before) and _FIRST_COUNT.search(s, 0, a.start))
    if not a.unit_kind and in_goals and a.lead.lower() in _BOUNDS and _THING.match(after):
        return True  # "không quá 01 sự cố": a bound, of things that no list of units has
    if not a.unit_kind:
        named = _NUMBER_NAME.match(s)
        final = _ONLY_END.fullmatch(s[a.end:])
        return in_goals and bool(named) and bool(final) and bool(a.lead or _VALUE_WORD.search(before))
    if a.unit == "điểm" and in_goals and _SCORED.search(s[:a.start]):
        return True
    if a.unit_kind == "count" and a.unit in _NOT_COUNTED and not (a.lead and strong):
        return False
    if in_goals:
        if SAME_UNIT in a.notes or (_ONE_MORE.search(before) and _FIRST_COUNT.search(s, 0, a.start)):
            return True
        return bool(_GOAL_VERB.search(before)) or bool(a.lead) or a.comparator is Comparator.BETWEEN or a.start == 0 or not before.strip(" -+*•(")
    return bool(_GOAL_WORD.search(s)) and bool(strong) or a.lead.lower() in ("ít nhất", "tối thiểu") or bool(_EACH_HAS.search(before))
