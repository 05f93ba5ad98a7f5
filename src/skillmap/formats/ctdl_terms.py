"""Words of the Credential Transparency Description Language that the reader and the writer share."""

from __future__ import annotations

VOCABULARIES = {
    "purl.org/ctdl/terms/": "ceterms:",
    "credreg.net/ctdl/terms/": "ceterms:",
    "purl.org/ctdlasn/terms/": "ceasn:",
    "credreg.net/ctdlasn/terms/": "ceasn:",
    "schema.org/": "schema:",
}
"""Prefixes for the beginnings of full IRIs."""

COMPETENCY = "ceasn:Competency"
FRAMEWORK = "ceasn:CompetencyFramework"
PROGRAM = "ceterms:LearningProgram"
PARTICIPATION = "ceterms:CertificateOfParticipation"

WHOLE = "_:whole"
"""Id of a competency of ours that only carries the skills of an offer as a whole."""

OPPORTUNITIES = frozenset(
    f"ceterms:{name}"
    for name in ("LearningOpportunityProfile", "LearningOpportunity", "LearningProgram", "Course")
)
ASSESSMENTS = frozenset(("ceterms:AssessmentProfile", "ceterms:Assessment"))
CREDENTIALS = frozenset(
    f"ceterms:{name}"
    for name in (
        *("Credential", "MicroCredential", "Badge", "DigitalBadge", "OpenBadge", "License", "Diploma"),
        *("Certification", "Certificate", "AcademicCertificate", "ApprenticeshipCertificate"),
        *("BasicTechnicalCertificate", "CertificateOfCompletion", "CertificateOfParticipation"),
        *("GeneralEducationLevel1Certificate", "GeneralEducationLevel2Certificate"),
        *("HigherEducationLevel1Certificate", "HigherEducationLevel2Certificate"),
        *("JourneymanCertificate", "MasterCertificate", "PostBaccalaureateCertificate"),
        *("PostMasterCertificate", "PreApprenticeshipCertificate", "ProfessionalCertificate"),
        *("ProficiencyCertificate", "SecondaryEducationCertificate", "TechnicalLevel1Certificate"),
        *("TechnicalLevel2Certificate", "TechnicalLevel3Certificate", "WorkBasedLearningCertificate"),
        *("GeneralEducationDevelopment", "SecondarySchoolDiploma", "QualityAssuranceCredential"),
        *("Degree", "AssociateDegree", "AssociateOfAppliedArtsDegree", "AssociateOfAppliedScienceDegree"),
        *("AssociateOfArtsDegree", "AssociateOfScienceDegree", "BachelorDegree", "BachelorOfArtsDegree"),
        *("BachelorOfScienceDegree", "MasterDegree", "MasterOfArtsDegree", "MasterOfScienceDegree"),
        *("SpecialistDegree", "DoctoralDegree", "ProfessionalDoctorate", "ResearchDoctorate"),
    )
)
OFFERS = CREDENTIALS | OPPORTUNITIES | ASSESSMENTS

OTHERS = {
    "ceterms:TransferValueProfile": "a transfer value profile: credit that one provider grants for another's",
    "ceterms:TransferAgreement": "an agreement on credit transfer",
    "ceterms:TransferIntermediary": "a list of courses that transfer alike",
    "ceterms:CredentialOrganization": "an organisation",
    "ceterms:QACredentialOrganization": "a quality assurance organisation",
    "ceterms:Organization": "an organisation",
    "ceterms:Agent": "an organisation",
    "ceterms:Pathway": "a pathway",
    "ceterms:PathwaySet": "a set of pathways",
    "ceterms:Collection": "a collection",
    "ceterms:Occupation": "an occupation",
    "ceterms:Job": "a job",
    "ceterms:WorkRole": "a work role",
    "ceterms:Task": "a task",
    "ceterms:ScheduledOffering": "a date on which something is offered",
    "ceterms:SupportService": "a support service",
    "ceasn:Rubric": "a rubric",
    "skos:ConceptScheme": "a concept scheme",
}
"""What else the language describes, in words for whoever sent it."""

TAXONOMIES = {
    "http://data.europa.eu/esco/": "ESCO",
    "http://data.europa.eu/snb/dcf/": "DigComp",
    "https://www.onetonline.org/": "O*NET",
    "https://skills.emsidata.com/": "Lightcast Open Skills",
    "https://lightcast.io/open-skills/": "Lightcast Open Skills",
}
"""Taxonomies by the beginning of their URIs: their entries are skills, not statements of an offer."""
