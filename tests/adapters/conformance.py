"""The pitfalls of wire.md section 4, each with the fault that shows it and the tests that prove what we do about it."""

from typing import NamedTuple

INTAKE, FILES = "frontend/test_table_intake.py", "frontend/test_folder_intake.py"
CITY, LEGACY, MADE = "city --faults", "legacy city", "answers of the test"


class Case(NamedTuple):
    """One pitfall: its number, what happens, where it comes from, what we do, and `file::test` that prove it."""

    number: str
    pitfall: str
    shown_by: str
    answer: str
    tests: tuple[str, ...]


CASES = (
    Case(
        "1",
        "GBK or GB18030 bodies with no or a lying charset",
        f"{CITY}: website; {LEGACY}: provinceinfo, CSV",
        "strict decoding by the declared charset, or auto; bytes that are neither are refused, nothing is replaced",
        (
            "test_dialects.py::test_the_charset_is_found_strictly_whatever_the_head_says",
            "test_dialects.py::test_bytes_that_are_neither_are_refused_and_nothing_is_replaced",
            "test_engine.py::test_a_broken_body_is_never_replaced",
            "frontend/test_table_intake.py::test_rows_of_the_same_second_are_read_once_each_over_many_pages",
        ),
    ),
    Case(
        "2",
        "UTF-8 byte order mark",
        f"{CITY} bom",
        "dropped",
        ("test_wire.py::test_a_byte_order_mark_before_the_json_is_accepted",),
    ),
    Case(
        "3",
        "HTTP 200 with an error code in the body, as number or text; success per row",
        f"{CITY}: wechat, website; practice platform",
        "ordered outcome rules compare value and type; what no rule knows is unknown; each row has its own verdict",
        (
            "test_never_success.py::test_an_answer_without_the_word_for_success_is_none",
            "test_platforms.py::test_nothing_but_a_known_success_is_a_success",
            "test_example_platform.py::test_every_kind_of_party_is_taken_and_a_refused_row_costs_no_other",
        ),
    ),
    Case(
        "4",
        "HTML login or error page with 200",
        f"{CITY} html_page, wrong_content_type",
        "never a success: the media type and the form must be the declared ones",
        (
            "test_never_success.py::test_an_answer_that_is_no_document_is_never_a_success",
            "test_city_faults.py::test_a_broken_answer_is_never_used_and_nothing_is_lost",
        ),
    ),
    Case(
        "5",
        "JSON within JSON, XML within a SOAP string",
        f"{LEGACY}: SOAP ROWDATA, provinceinfo.content",
        "declared with transport.inside or steps.inner and decoded twice",
        (
            "test_dialects.py::test_json_within_json_is_decoded_twice_and_nothing_within_is_nothing",
            "test_dialects.py::test_a_soap_fault_and_a_text_of_xml_within_the_answer_stand_at_their_paths",
            "frontend/test_table_intake.py::test_rows_of_the_same_second_are_read_once_each_over_many_pages",
        ),
    ),
    Case(
        "6",
        'Scalars as lists of one, empty as [] or "" or "null"',
        MADE,
        "mended only where the profile declares the quirk; else the row is set aside with its bytes",
        ("test_dialects.py::test_the_quirks_are_mended_only_where_they_are_declared",),
    ),
    Case(
        "7",
        "Trailing commas, single quotes, comments, NaN",
        MADE,
        "refused and set aside by default; a tolerant parser where it is asked for",
        (
            "test_dialects.py::test_nearly_json_is_refused_by_default",
            "test_dialects.py::test_nearly_json_is_read_where_it_is_asked_for",
            "test_engine.py::test_one_broken_row_does_not_cost_its_neighbours",
        ),
    ),
    Case(
        "8",
        "The same page twice, the last page for ever, totals and rows that move between pages",
        f"{CITY} repeat_page, shifting_page, cursor_stuck",
        "stop with an alarm and begin again where this walk began; at most max_pages",
        (
            "test_paging.py::test_a_list_that_does_not_end_is_left_with_an_alarm",
            "test_city_faults.py::test_lists_that_repeat_themselves_end_and_lose_nothing",
            "test_walks.py::test_a_whole_page_seen_before_ends_the_walk_where_it_began",
            "test_walks.py::test_a_list_whose_rows_moved_forward_is_read_again_from_the_same_begin",
            "test_walks.py::test_an_empty_page_before_the_end_is_not_the_end",
        ),
    ),
    Case(
        "9",
        "Many rows with the same timestamp",
        f"{CITY} same_timestamp; {LEGACY}: 230 rows of one second",
        "overlap and recognition by (channel, reference, revision); tables are paged by (time, id)",
        (
            "frontend/test_table_intake.py::test_rows_of_the_same_second_are_read_once_each_over_many_pages",
            "test_walks.py::test_where_a_walk_begins",
        ),
    ),
    Case(
        "10",
        "Rows that become visible behind our cursor",
        f"{CITY} late_commit",
        "an overlap before the newest row seen, and the last seven days anew every day",
        (
            "test_walks.py::test_where_a_walk_begins",
            "test_walks.py::test_a_re_read_of_seven_days_leaves_the_bookmark_as_it_was",
        ),
    ),
    Case(
        "11",
        "Naive times, 24:00:00, day only, ms as text, 2099-12-31, yyyy_MM-dd, 14 digits",
        f"{CITY} naive_time",
        "each field declares the forms it may have; what two forms read apart is refused",
        (
            "test_map_words.py::test_a_moment_is_read_in_every_form_that_is_declared",
            "test_map_words.py::test_what_is_ambiguous_or_in_no_declared_form_is_refused",
            "test_rows.py::test_a_moment_without_an_offset_is_of_here_and_noted",
            "test_columns.py::test_long_term_is_a_date_like_any_other",
        ),
    ),
    Case(
        "12",
        "Clock skew for signatures",
        f"{CITY} clock_skew; practice platform",
        "the offset is learnt from the answer or its Date header, once, and kept",
        (
            "test_city_faults.py::test_a_clock_that_is_off_is_learnt_from_the_first_refusal",
            "test_client.py::test_an_offset_of_the_clock_is_learnt_once_and_kept",
            "test_client.py::test_the_offset_may_come_from_the_date_header",
            "test_example_platform.py::test_a_clock_that_is_wrong_is_learnt_and_a_wrong_user_stops",
        ),
    ),
    Case(
        "13",
        "Full width, U+200B, U+FEFF, trailing blanks, brackets, rare characters",
        f"{CITY} odd_numbers, rare_characters",
        "declared norms, noted; the bytes stay; GB18030 in its editions of 2005 and 2022",
        (
            "test_map_words.py::test_a_value_is_brought_into_its_normal_form_and_that_is_noted",
            "test_city_faults.py::test_odd_numbers_rare_characters_and_naive_moments_are_received",
            "test_channel_events.py::test_rare_characters_cross_without_loss",
            "test_engine.py::test_codes_of_the_later_editions_are_the_real_characters_both_ways",
            "test_rows.py::test_a_character_that_the_editions_write_differently_is_noted",
        ),
    ),
    Case(
        "14",
        "15-digit numbers, lower-case x, masked numbers, wrong letters, 92 for 91",
        f"{CITY} odd_numbers",
        "one normal form on both sides; a number that cannot be right is named with its column",
        (
            "test_map_words.py::test_a_value_is_brought_into_its_normal_form_and_that_is_noted",
            "test_columns.py::test_numbers_are_sent_in_normal_form",
            "test_columns.py::test_what_the_receiver_would_refuse_is_named_with_its_column",
        ),
    ),
    Case(
        "15",
        "Amounts in yuan, 万元 or fen",
        "practice platform: 万元",
        "the unit is declared; read and written as whole fen in decimal arithmetic, never rounded",
        (
            "test_map_words.py::test_an_amount_is_read_as_whole_fen",
            "test_map_words.py::test_what_is_no_whole_fen_is_refused_and_never_rounded",
            "test_columns.py::test_one_fen_is_a_millionth_of_a_wan",
        ),
    ),
    Case(
        "16",
        "A token ends between two pages, or two processes fight for it",
        f"{CITY} token_dies; {LEGACY}: x-error-code",
        "one token for all callers, one new one and one repeat of the same page",
        (
            "test_tokens.py::test_an_ended_token_costs_one_new_one_and_one_repeat_of_the_same_page",
            "test_city_faults.py::test_a_token_that_dies_costs_no_row",
            "test_tokens.py::test_many_callers_share_one_token",
            "test_legacy_city.py::test_a_token_that_ended_is_signalled_by_a_header_and_replaced_once",
        ),
    ),
    Case(
        "17",
        "Upload limits, a firewall that refuses free text with 403 and HTML",
        MADE,
        "the batch is no larger than declared; such a page is unknown, never a refusal of the record",
        (
            "test_pitfalls.py::test_a_firewall_that_refuses_a_text_is_no_word_of_the_receiver",
            "test_columns.py::test_a_batch_is_of_one_kind_and_within_the_limit",
        ),
    ),
    Case(
        "18",
        "Empty 200, mislabelled gzip, a wrong Content-Length",
        f"{CITY} empty_body, truncated, length_lie",
        "reported with its kind and its bytes, never used",
        (
            "test_wire.py::test_what_breaks_on_the_wire_is_reported_with_its_kind",
            "test_pitfalls.py::test_a_body_that_is_called_compressed_is_not_used",
            "test_walks.py::test_a_broken_page_is_not_used_and_its_bytes_are_kept",
        ),
    ),
    Case(
        "19",
        "Sandbox and production share credentials; rows named 测试 in production",
        MADE,
        "a field may say what is suspect: such a row is set aside for a person",
        ("test_map_words.py::test_what_looks_like_a_trial_of_the_other_side_is_set_aside",),
    ),
    Case(
        "20",
        "Maintenance at night and on holidays, certificates that end, allow lists",
        f"{CITY} unavailable",
        "declared hours and stretches; otherwise the bar falls, the queue waits, the others go on",
        (
            "test_limits.py::test_nobody_calls_in_closed_hours",
            "test_limits.py::test_a_closed_system_says_when_it_opens",
            "test_dialects.py::test_maintenance_keeps_everybody_away_and_is_no_failure",
            "test_client.py::test_failures_in_a_row_keep_us_away_longer_and_a_success_forgets_them",
        ),
    ),
    Case(
        "2.2 a",
        "The acknowledgement is written on another connection, lost or double",
        f"{LEGACY}: provinceinfosync",
        "only after our commit, by its key, so that a second word does no harm",
        (f"{INTAKE}::test_what_is_acknowledged_does_not_come_again_and_a_second_word_does_no_harm",),
    ),
    Case(
        "2.2 b",
        "A file is cut, in another charset, or there twice",
        f"{LEGACY}: drop folder",
        "read only when whole; what is not as agreed is set aside with its bytes; the same bytes twice are one",
        (
            f"{FILES}::test_a_file_that_is_not_as_agreed_is_set_aside_with_its_bytes_and_stops_no_other",
            "frontend/test_folder_intake.py::test_the_same_file_under_another_name_is_one",
            "frontend/test_folder_intake.py::test_a_file_is_put_away_only_when_each_of_its_rows_is_kept",
        ),
    ),
    Case(
        "2.2 c",
        "A failure, even a time-out, is never tried again",
        f"{CITY} lost_answer; {LEGACY}: a locked database, a lost answer",
        "what was not executed goes again; what may have been is asked about first",
        (
            "frontend/test_table_push.py::test_a_locked_database_is_no_answer_and_nothing_was_written",
            "test_city_faults.py::test_a_batch_is_held_once_after_lost_answers",
            "test_example_platform.py::test_a_lost_answer_is_asked_about_and_never_makes_a_second_record",
        ),
    ),
)
