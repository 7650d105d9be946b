"""Every duration and quota of the city, in one place that a test may change."""

from dataclasses import dataclass


@dataclass(slots=True)
class Timing:
    """Durations in seconds of the city's clock; quotas are counts."""

    rate_per_second: int = 50  # contract section 2; 0 lifts the limit (benchmarks only)
    nonce_life: float = 600.0
    clock_tolerance: float = 300.0
    cursor_life: float = 1800.0
    wechat_token_life: float = 7200.0
    ixiamen_token_life: float = 1800.0
    joint_token_life: float = 1800.0
    website_link_life: float = 600.0
    kiosk_link_life: float = 60.0
    late_attachment: float = 15.0  # contract: up to 30 minutes
    supplement_after: float = 4.0
    withdraw_after: float = 90.0
    correct_after: float = 20.0  # a malformed row is sent anew
    late_commit_most: float = 590.0  # contract: at most 600
    late_commit_at_start: float = 30.0  # the late rows of the first minutes show within this time
    credit_validate_after: float = 1.5
    credit_publish_after: float = 4.0
    credit_held_for: float = 15.0
    credit_slow: float = 60.0
    case_store_after: float = 2.0
    case_slow: float = 60.0
    rating_after: float = 8.0
    pay_after: float = 15.0
    post_step: float = 10.0
    sms_step: float = 2.0
    defaulter_removed_after: float = 3 * 86400.0
    drip_every: float = 1.0
    police_quota: int = 5000
    joint_quota: int = 5000
    elicence_quota: int = 5
    notice_quota: int = 100_000
