-- W2 by hand: one person with all tabs; the amounts of money are reckoned inside, in m
SELECT p.id, CAST(json_object(
  'id', p.id,
  'name', p.name,
  'kana', p.kana,
  'insuredNumber', p.insured_number,
  'birthDate', p.birth_date,
  'sex', p.sex,
  'postalCode', p.postal_code,
  'address', p.address,
  'certificates', json_object(
    'insuredCertificate', CASE WHEN i.key IS NOT NULL THEN json_object(
      'insurerName', o.name, 'insuredNumber', p.insured_number, 'careLevel', i.care_level,
      'validFrom', i.valid_from, 'validUntil', i.valid_until, 'monthlyLimitUnits', i.monthly_limit_units,
      'boardOpinion', i.board_opinion) END,
    'burdenRatio', CASE WHEN b.key IS NOT NULL THEN json_object(
      'fiscalYear', b.fiscal_year, 'firstRatio', b.first_ratio, 'firstStart', b.first_start, 'firstEnd', b.first_end,
      'secondRatio', b.second_ratio, 'secondStart', b.second_start, 'secondEnd', b.second_end) END,
    'burdenLimit', (SELECT json_object(
        'foodShortStay', food_short_stay, 'foodOther', food_other, 'roomUnitPrivate', room_unit_private,
        'roomShared', room_shared, 'effectiveOn', effective_on, 'validUntil', valid_until)
      FROM burden_limit
      WHERE beneficiary_key = p.key AND effective_on <= :today AND valid_until >= :today
      ORDER BY issued_on DESC, key DESC LIMIT 1)),
  'certification', json_object(
    'insurerNumber', o.number,
    'insuredNumber', p.insured_number,
    'appliedOn', a.applied_on,
    'survey', CASE WHEN v.key IS NOT NULL THEN json_object('conductedOn', v.conducted_on, 'data',
      CASE WHEN v.has_data THEN json_object('bodyFunction', json_object(
        'turningOver', v.turning_over, 'gettingUp', v.getting_up, 'walking', v.walking)) END) END,
    'opinion', CASE WHEN n.key IS NOT NULL THEN json_object('writtenOn', n.written_on, 'receivedOn', n.received_on,
      'data', CASE WHEN n.has_data THEN json_object('disease', json_object('diagnoses', (
        SELECT json_group_array(json_object('position', position, 'name', name)) FROM (
          SELECT position, name FROM opinion_diagnosis WHERE opinion_key = n.key ORDER BY position)))) END) END),
  'progress', CASE WHEN a.key IS NOT NULL THEN json_object(
    'status', a.status,
    'application', json_object('appliedOn', a.applied_on, 'applicationKind', a.application_kind),
    'survey', json_object('surveyPlannedOn', a.survey_planned_on, 'surveyObtainedOn', a.survey_obtained_on,
      'surveyStatus', a.survey_status),
    'opinion', json_object('opinionRequestedOn', a.opinion_requested_on, 'opinionReceivedOn', a.opinion_received_on,
      'opinionStatus', a.opinion_status),
    'board', json_object('boardPlannedOn', a.board_planned_on, 'boardHeldOn', a.board_held_on,
      'boardStatus', a.board_status),
    'judgement', json_object('judgedOn', a.judged_on, 'judgement', a.judgement),
    'decision', json_object('certifiedOn', a.certified_on, 'closedOn', a.closed_on)) END,
  'life', json_object(
    'disabilityAutonomy', (SELECT json_group_array(json_object(
        'month', (month / 12) || '-' || substr(month % 12 + 101, 2), 'level', level))
      FROM disability_record WHERE beneficiary_key = p.key
        AND month > (SELECT max(month) FROM disability_record WHERE beneficiary_key = p.key) - 12),
    'dementiaAutonomy', (SELECT json_group_array(json_object(
        'month', (month / 12) || '-' || substr(month % 12 + 101, 2), 'level', level))
      FROM dementia_record WHERE beneficiary_key = p.key
        AND month > (SELECT max(month) FROM dementia_record WHERE beneficiary_key = p.key) - 12),
    'barthelIndex', (SELECT json_group_array(json_object(
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
      FROM barthel_record WHERE beneficiary_key = p.key
        AND month > (SELECT max(month) FROM barthel_record WHERE beneficiary_key = p.key) - 12),
    'cognition', (SELECT json_group_array(json_object(
        'month', (month / 12) || '-' || substr(month % 12 + 101, 2),
        'totalPoints', substr(things_placed, 8) + substr(events_remembered, 8) + substr(orientation, 8)
          + substr(conversation, 8) + substr(medication, 8) + substr(dressing, 8) + substr(appliances, 8)))
      FROM cognition_record WHERE beneficiary_key = p.key
        AND month > (SELECT max(month) FROM cognition_record WHERE beneficiary_key = p.key) - 12)),
  'housing', json_object(
    'remainingBase', m.housing,
    'remainingBenefit', m.housing * m.rate / 100,
    'careRenovations', (SELECT json_group_array(json_object(
        'startedOn', started_on, 'paidOn', paid_on, 'cost', cost, 'works', (
          SELECT json_group_array(json_object('kind', kind)) FROM (
            SELECT kind FROM renovation_work WHERE renovation_key = w.key ORDER BY CASE kind
              WHEN 'HANDRAIL' THEN 1 WHEN 'STEP_REMOVAL' THEN 2 WHEN 'FLOOR_MATERIAL' THEN 3
              WHEN 'DOOR_REPLACEMENT' THEN 4 WHEN 'TOILET_REPLACEMENT' THEN 5 ELSE 6 END))))
      FROM (SELECT * FROM renovation WHERE beneficiary_key = p.key AND category = 'CARE' AND started_on <= :today
        ORDER BY started_on DESC, key DESC) w),
    'preventionRenovations', (SELECT json_group_array(json_object(
        'startedOn', started_on, 'paidOn', paid_on, 'cost', cost, 'works', (
          SELECT json_group_array(json_object('kind', kind)) FROM (
            SELECT kind FROM renovation_work WHERE renovation_key = w.key ORDER BY CASE kind
              WHEN 'HANDRAIL' THEN 1 WHEN 'STEP_REMOVAL' THEN 2 WHEN 'FLOOR_MATERIAL' THEN 3
              WHEN 'DOOR_REPLACEMENT' THEN 4 WHEN 'TOILET_REPLACEMENT' THEN 5 ELSE 6 END))))
      FROM (SELECT * FROM renovation WHERE beneficiary_key = p.key AND category = 'PREVENTION' AND started_on <= :today
        ORDER BY started_on DESC, key DESC) w)),
  'equipment', json_object(
    'fiscalYear', :fiscal_year,
    'remainingBase', m.equipment,
    'remainingBenefit', m.equipment * m.rate / 100,
    'carePurchases', (SELECT json_group_array(json_object('item', item, 'suppliedOn', supplied_on, 'cost', cost))
      FROM (SELECT item, supplied_on, cost FROM equipment_purchase
        WHERE beneficiary_key = p.key AND category = 'CARE' AND supplied_on <= :today
        ORDER BY supplied_on DESC, key DESC)),
    'preventionPurchases', (SELECT json_group_array(json_object('item', item, 'suppliedOn', supplied_on, 'cost', cost))
      FROM (SELECT item, supplied_on, cost FROM equipment_purchase
        WHERE beneficiary_key = p.key AND category = 'PREVENTION' AND supplied_on <= :today
        ORDER BY supplied_on DESC, key DESC))),
  'consent', json_object(
    'status', coalesce(
      (SELECT status FROM consent WHERE beneficiary_key = p.key ORDER BY recorded_at DESC, key DESC LIMIT 1),
      'UNCONFIRMED'),
    'statements', (SELECT json_group_array(json_object('status', status, 'route', route, 'recordedAt',
        strftime('%Y-%m-%dT%H:%M:%S+09:00', recorded_at, 'unixepoch', '+9 hours')))
      FROM (SELECT status, route, recorded_at FROM consent WHERE beneficiary_key = p.key
        ORDER BY recorded_at DESC, key DESC)))
) AS BLOB)
FROM (
/* money.sql */) m
CROSS JOIN beneficiary p ON p.key = m.key
JOIN insurer o ON o.key = p.insurer_key
LEFT JOIN insured_certificate i ON i.key = m.insured
LEFT JOIN burden_ratio b ON b.key = m.ratio
LEFT JOIN survey v ON v.key = (
  SELECT key FROM survey WHERE beneficiary_key = p.key ORDER BY conducted_on DESC, key DESC LIMIT 1)
LEFT JOIN opinion n ON n.key = (
  SELECT key FROM opinion WHERE beneficiary_key = p.key ORDER BY received_on DESC, key DESC LIMIT 1)
LEFT JOIN progress a ON a.key = (
  SELECT key FROM progress WHERE beneficiary_key = p.key ORDER BY applied_on DESC, key DESC LIMIT 1)
