-- the certificates in force and the money left, of one person; person.sql holds it as m
SELECT p.key, i.key AS insured, b.key AS ratio,
  min(100 - CASE WHEN :today BETWEEN b.first_start AND b.first_end THEN b.first_ratio
    WHEN :today BETWEEN b.second_start AND b.second_end THEN b.second_ratio END,
    CASE WHEN i.restriction = 'BENEFIT_REDUCTION' AND coalesce(i.restriction_from, '') <= :today
      AND coalesce(i.restriction_until, '9') >= :today THEN coalesce(i.restricted_rate, 100) ELSE 100 END) AS rate,
  CASE WHEN h.key IS NOT NULL THEN max(0, (
    SELECT amount FROM benefit_limit WHERE kind = 'HOUSING_RENOVATION' AND valid_from <= :today
    ORDER BY valid_from DESC LIMIT 1) - CASE
      WHEN z.key IS NULL AND CASE i.care_level
        WHEN 'SUPPORT_TRANSITIONAL' THEN 1 WHEN 'SUPPORT_1' THEN 1 WHEN 'SUPPORT_2' THEN 2 WHEN 'CARE_1' THEN 2
        WHEN 'CARE_2' THEN 3 WHEN 'CARE_3' THEN 4 WHEN 'CARE_4' THEN 5 WHEN 'CARE_5' THEN 6 END >= CASE f.care_level
        WHEN 'SUPPORT_TRANSITIONAL' THEN 1 WHEN 'SUPPORT_1' THEN 1 WHEN 'SUPPORT_2' THEN 2 WHEN 'CARE_1' THEN 2
        WHEN 'CARE_2' THEN 3 WHEN 'CARE_3' THEN 4 WHEN 'CARE_4' THEN 5 WHEN 'CARE_5' THEN 6 END + 3 THEN 0
      ELSE coalesce((SELECT sum(cost) FROM renovation WHERE dwelling_key = h.dwelling_key AND started_on <= :today
        AND (z.key IS NULL OR (started_on, key) >= (z.started_on, z.key))), 0) END) END AS housing,
  max(0, (
    SELECT amount FROM benefit_limit WHERE kind = 'EQUIPMENT_PURCHASE' AND valid_from <= :today
    ORDER BY valid_from DESC LIMIT 1) - coalesce((
      SELECT sum(cost) FROM equipment_purchase
      WHERE beneficiary_key = p.key AND fiscal_year = :fiscal_year AND supplied_on <= :today), 0)) AS equipment
FROM beneficiary p
LEFT JOIN insured_certificate i ON i.key = (
  SELECT key FROM insured_certificate c
  WHERE beneficiary_key = p.key AND coalesce(valid_from, issued_on) <= :today
    AND (valid_until >= :today OR valid_until IS NULL AND NOT EXISTS (
      SELECT 1 FROM insured_certificate
      WHERE beneficiary_key = p.key AND (issued_on, key) > (c.issued_on, c.key)
        AND coalesce(valid_from, issued_on) <= :today))
  ORDER BY issued_on DESC, key DESC LIMIT 1)
LEFT JOIN burden_ratio b ON b.key = (
  SELECT key FROM burden_ratio
  WHERE beneficiary_key = p.key AND first_start <= :today AND coalesce(second_end, first_end) >= :today
  ORDER BY issued_on DESC, key DESC LIMIT 1)
LEFT JOIN residence h ON h.key = (
  SELECT key FROM residence WHERE beneficiary_key = p.key AND moved_in_on <= :today
  ORDER BY moved_in_on DESC, key DESC LIMIT 1)
LEFT JOIN renovation f ON f.key = (
  SELECT key FROM renovation WHERE dwelling_key = h.dwelling_key AND started_on <= :today
  ORDER BY started_on, key LIMIT 1)
LEFT JOIN renovation z ON z.key = (
  SELECT key FROM renovation WHERE dwelling_key = h.dwelling_key AND started_on <= :today
    AND CASE care_level
      WHEN 'SUPPORT_TRANSITIONAL' THEN 1 WHEN 'SUPPORT_1' THEN 1 WHEN 'SUPPORT_2' THEN 2 WHEN 'CARE_1' THEN 2
      WHEN 'CARE_2' THEN 3 WHEN 'CARE_3' THEN 4 WHEN 'CARE_4' THEN 5 WHEN 'CARE_5' THEN 6 END >= CASE f.care_level
      WHEN 'SUPPORT_TRANSITIONAL' THEN 1 WHEN 'SUPPORT_1' THEN 1 WHEN 'SUPPORT_2' THEN 2 WHEN 'CARE_1' THEN 2
      WHEN 'CARE_2' THEN 3 WHEN 'CARE_3' THEN 4 WHEN 'CARE_4' THEN 5 WHEN 'CARE_5' THEN 6 END + 3
  ORDER BY started_on, key LIMIT 1)
WHERE p.id = :id LIMIT 1