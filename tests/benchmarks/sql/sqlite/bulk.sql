-- W3 by hand: certificates in force and the LIFE year of each person of the page
SELECT p.id, CAST(json_object(
  'id', p.id,
  'insuredNumber', p.insured_number,
  'name', p.name,
  'certificates', json_object(
    'burdenRatio', CASE WHEN b.key IS NOT NULL THEN json_object(
      'firstRatio', b.first_ratio, 'firstStart', b.first_start, 'firstEnd', b.first_end,
      'secondRatio', b.second_ratio, 'secondStart', b.second_start, 'secondEnd', b.second_end) END,
    'insuredCertificate', CASE WHEN i.key IS NOT NULL THEN json_object(
      'careLevel', i.care_level, 'validFrom', i.valid_from, 'validUntil', i.valid_until) END),
  'life', json_object('barthelIndex', (
    SELECT json_group_array(json_object(
      'month', (month / 12) || '-' || substr(month % 12 + 101, 2),
      'totalPoints',
        CASE feeding WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
        + CASE transfer WHEN 'INDEPENDENT' THEN 15 WHEN 'SUPERVISED' THEN 10 WHEN 'SITS_ONLY' THEN 5 ELSE 0 END
        + CASE grooming WHEN 'INDEPENDENT' THEN 5 ELSE 0 END
        + CASE toilet_use WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
        + CASE bathing WHEN 'INDEPENDENT' THEN 5 ELSE 0 END
        + CASE walking WHEN 'INDEPENDENT' THEN 15 WHEN 'WALKER' THEN 10 WHEN 'WHEELCHAIR' THEN 5 ELSE 0 END
        + CASE stairs WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
        + CASE dressing WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
        + CASE bowel_control WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END
        + CASE bladder_control WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END))
    FROM barthel_record
    WHERE beneficiary_key = p.key
      AND month > (SELECT max(month) FROM barthel_record WHERE beneficiary_key = p.key) - 12))
) AS BLOB)
FROM (
  SELECT beneficiary_key FROM registration INDEXED BY ix_registration_kana
  WHERE office_key = :office AND purpose = 'VIEWING' AND viewing_until >= :today AND removed_at IS NULL
    AND (method <> 'CARD' OR list_opened_at IS NOT NULL OR read_at > :lapses)
  ORDER BY sort_kana, beneficiary_key LIMIT 501) r
CROSS JOIN beneficiary p ON p.key = r.beneficiary_key
LEFT JOIN burden_ratio b ON b.key = (
  SELECT key FROM burden_ratio
  WHERE beneficiary_key = p.key AND first_start <= :today AND coalesce(second_end, first_end) >= :today
  ORDER BY issued_on DESC, key DESC LIMIT 1)
LEFT JOIN insured_certificate i ON i.key = (
  SELECT key FROM insured_certificate c
  WHERE beneficiary_key = p.key AND coalesce(valid_from, issued_on) <= :today
    AND (valid_until >= :today OR valid_until IS NULL AND NOT EXISTS (
      SELECT 1 FROM insured_certificate
      WHERE beneficiary_key = p.key AND (issued_on, key) > (c.issued_on, c.key)
        AND coalesce(valid_from, issued_on) <= :today))
  ORDER BY issued_on DESC, key DESC LIMIT 1)
