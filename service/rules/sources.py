"""The publications that several rules cite, by the words in which a finding names them."""

GUIDELINES_05_2021 = "EDPB Guidelines 05/2021"
GUIDELINES_2_2018 = "EDPB Guidelines 2/2018"
RECOMMENDATIONS_01_2020 = "EDPB Recommendations 01/2020"
OPINION_22_2024 = "EDPB Opinion 22/2024"
CLAUSES_2021_914 = "(EU) 2021/914 (CELEX 32021D0914)"
SCHREMS_II = "C-311/18 (Schrems II)"
FDPIC_2021 = "FDPIC paper of 2021-08-27 on the clauses"
