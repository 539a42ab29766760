-- What PostGraphile shows beside the tables: functions that PostgreSQL puts into the statement they are asked in.
DROP SCHEMA IF EXISTS rival CASCADE;
CREATE SCHEMA rival;

CREATE FUNCTION rival.people_of_office(office int, today date, lapses bigint) RETURNS SETOF registration
STABLE LANGUAGE sql ROWS 50 AS $$
  SELECT r.* FROM registration r
  WHERE office_key = office AND purpose = 'VIEWING' AND viewing_until + 0 >= today AND removed_at IS NULL
    AND (method <> 'CARD' OR list_opened_at IS NOT NULL OR read_at > lapses)
  ORDER BY sort_kana, beneficiary_key
$$;

CREATE FUNCTION rival.beneficiary_ratio_on(person beneficiary, today date) RETURNS SETOF burden_ratio
STABLE LANGUAGE sql ROWS 1 AS $$
  SELECT b.* FROM burden_ratio b
  WHERE beneficiary_key = person.key AND first_start <= today AND coalesce(second_end, first_end) >= today
  ORDER BY issued_on DESC, key DESC LIMIT 1
$$;

CREATE FUNCTION rival.beneficiary_limit_on(person beneficiary, today date) RETURNS SETOF burden_limit
STABLE LANGUAGE sql ROWS 1 AS $$
  SELECT l.* FROM burden_limit l
  WHERE beneficiary_key = person.key AND effective_on <= today AND valid_until >= today
  ORDER BY issued_on DESC, key DESC LIMIT 1
$$;

CREATE FUNCTION rival.beneficiary_insured_on(person beneficiary, today date) RETURNS SETOF insured_certificate
STABLE LANGUAGE sql ROWS 1 AS $$
  SELECT c.* FROM insured_certificate c
  WHERE beneficiary_key = person.key AND coalesce(valid_from, issued_on) <= today
    AND (valid_until >= today OR valid_until IS NULL AND NOT EXISTS (
      SELECT 1 FROM insured_certificate later
      WHERE later.beneficiary_key = person.key AND (later.issued_on, later.key) > (c.issued_on, c.key)
        AND coalesce(later.valid_from, later.issued_on) <= today))
  ORDER BY issued_on DESC, key DESC LIMIT 1
$$;

CREATE FUNCTION rival.beneficiary_barthel_year(person beneficiary) RETURNS SETOF barthel_record
STABLE LANGUAGE sql ROWS 12 AS $$
  SELECT r.* FROM barthel_record r WHERE beneficiary_key = person.key
    AND month > (SELECT max(month) FROM barthel_record WHERE beneficiary_key = person.key) - 12
  ORDER BY month
$$;

CREATE FUNCTION rival.beneficiary_cognition_year(person beneficiary) RETURNS SETOF cognition_record
STABLE LANGUAGE sql ROWS 12 AS $$
  SELECT r.* FROM cognition_record r WHERE beneficiary_key = person.key
    AND month > (SELECT max(month) FROM cognition_record WHERE beneficiary_key = person.key) - 12
  ORDER BY month
$$;

CREATE FUNCTION rival.beneficiary_disability_year(person beneficiary) RETURNS SETOF disability_record
STABLE LANGUAGE sql ROWS 12 AS $$
  SELECT r.* FROM disability_record r WHERE beneficiary_key = person.key
    AND month > (SELECT max(month) FROM disability_record WHERE beneficiary_key = person.key) - 12
  ORDER BY month
$$;

CREATE FUNCTION rival.beneficiary_dementia_year(person beneficiary) RETURNS SETOF dementia_record
STABLE LANGUAGE sql ROWS 12 AS $$
  SELECT r.* FROM dementia_record r WHERE beneficiary_key = person.key
    AND month > (SELECT max(month) FROM dementia_record WHERE beneficiary_key = person.key) - 12
  ORDER BY month
$$;

CREATE FUNCTION rival.beneficiary_newest_survey(person beneficiary) RETURNS SETOF survey
STABLE LANGUAGE sql ROWS 1 AS $$
  SELECT s.* FROM survey s WHERE beneficiary_key = person.key ORDER BY conducted_on DESC, key DESC LIMIT 1
$$;

CREATE FUNCTION rival.beneficiary_newest_opinion(person beneficiary) RETURNS SETOF opinion
STABLE LANGUAGE sql ROWS 1 AS $$
  SELECT o.* FROM opinion o WHERE beneficiary_key = person.key ORDER BY received_on DESC, key DESC LIMIT 1
$$;

CREATE FUNCTION rival.barthel_record_total_points(r barthel_record) RETURNS int STABLE LANGUAGE sql AS $$
  SELECT CASE r.feeding WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
    + CASE r.transfer WHEN 'INDEPENDENT' THEN 15 WHEN 'SUPERVISED' THEN 10 WHEN 'SITS_ONLY' THEN 5 ELSE 0 END
    + CASE r.grooming WHEN 'INDEPENDENT' THEN 5 ELSE 0 END
    + CASE r.toilet_use WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
    + CASE r.bathing WHEN 'INDEPENDENT' THEN 5 ELSE 0 END
    + CASE r.walking WHEN 'INDEPENDENT' THEN 15 WHEN 'WALKER' THEN 10 WHEN 'WHEELCHAIR' THEN 5 ELSE 0 END
    + CASE r.stairs WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
    + CASE r.dressing WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
    + CASE r.bowel_control WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
    + CASE r.bladder_control WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
$$;

CREATE FUNCTION rival.cognition_record_total_points(r cognition_record) RETURNS int STABLE LANGUAGE sql AS $$
  SELECT substr(r.things_placed, 8)::int + substr(r.events_remembered, 8)::int + substr(r.orientation, 8)::int
    + substr(r.conversation, 8)::int + substr(r.medication, 8)::int + substr(r.dressing, 8)::int
    + substr(r.appliances, 8)::int
$$;

CREATE TYPE rival.money AS (housing int, equipment int, rate int);
CREATE FUNCTION rival.beneficiary_money(person beneficiary, today date, year int) RETURNS rival.money
STABLE LANGUAGE sql AS $$
  SELECT housing::int, equipment::int, rate::int FROM (
/* money.sql */
  ) m
$$;

COMMENT ON FUNCTION rival.beneficiary_ratio_on IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_limit_on IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_insured_on IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_barthel_year IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_cognition_year IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_disability_year IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_dementia_year IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_newest_survey IS '@behavior -connection +list';
COMMENT ON FUNCTION rival.beneficiary_newest_opinion IS '@behavior -connection +list';
