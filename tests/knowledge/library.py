"""What an invented business knows, and what people ask about it: with an answer, and without."""

from tools.ports.words import Language

DOCUMENTS: dict[Language, str] = {
    "es": """# Precios
El plan Básico cuesta 29 € al mes e incluye dos usuarios.
El plan Pro cuesta 79 € al mes, con usuarios ilimitados y API.

Hay un 15 % de descuento si se paga el año entero.

## Prueba gratuita
Se puede probar 14 días sin tarjeta.

# Integraciones
Nos conectamos con HubSpot, Pipedrive y Google Calendar. Con Zapier se llega a todo lo demás.

# Seguridad y privacidad
Ciframos los datos en reposo y en tránsito. Los servidores están en Fráncfort y cumplimos el RGPD.

# Soporte
Atendemos de lunes a viernes de 9 a 18 h por chat y correo. El plan Pro tiene teléfono.

# Contrato
No hay permanencia: se cancela cuando se quiera desde el panel y no se devuelve el mes empezado.

# Puesta en marcha
La instalación tarda unos tres días, con una sesión de formación de una hora para el equipo.
Importamos tus contactos desde Excel o CSV sin coste.

# Formas de pago
Aceptamos tarjeta, transferencia y domiciliación. La factura llega por correo el día 1.

# Sobre nosotros
Somos doce personas en Valencia y trabajamos con clínicas dentales desde 2016.
""",
    "en": """# Pricing
The Basic plan costs $29 a month and comes with two users.
The Pro plan costs $79 a month, with unlimited users and API access.

Paying yearly saves 15%.

## Free trial
You can try it for 14 days without a card.

# Integrations
We connect to HubSpot, Pipedrive and Google Calendar. Zapier reaches everything else.

# Security and privacy
Data is encrypted at rest and in transit. Our servers are in Frankfurt and we comply with the GDPR.

# Support
We answer Monday to Friday from 9 to 6 by chat and e-mail. The Pro plan has a phone line.

# Contract
There is no lock-in: cancel any time from the dashboard. The running month is not refunded.

# Getting started
Setup takes about three days, with a one-hour training session for the team.
We import your contacts from Excel or CSV at no charge.

# Ways to pay
We take cards, bank transfer and direct debit. The invoice comes by e-mail on the 1st.

# About us
We are twelve people in Valencia and have worked with dental clinics since 2016.
""",
    "pt": """# Preços
O plano Básico custa 29 € por mês e inclui dois usuários.
O plano Pro custa 79 € por mês, com usuários ilimitados e API.

Há 15 % de desconto para quem paga o ano inteiro.

## Teste grátis
Você pode experimentar por 14 dias sem cartão.

# Integrações
Conectamos com HubSpot, Pipedrive e Google Calendar. Com o Zapier chega-se a todo o resto.

# Segurança e privacidade
Os dados são criptografados em repouso e em trânsito.
Os servidores ficam em Frankfurt e cumprimos a LGPD.

# Suporte
Atendemos de segunda a sexta das 9 às 18 h por chat e e-mail. O plano Pro tem telefone.

# Contrato
Não há fidelidade: cancele quando quiser no painel. O mês iniciado não é devolvido.

# Primeiros passos
A instalação leva cerca de três dias, com uma hora de treinamento para a equipe.
Importamos seus contatos do Excel ou CSV sem custo.

# Formas de pagamento
Aceitamos cartão, transferência e boleto. A fatura chega por e-mail no dia 1.

# Sobre nós
Somos doze pessoas em Valência e trabalhamos com clínicas odontológicas desde 2016.
""",
}

ANSWERED: dict[Language, list[tuple[str, str]]] = {
    "es": [
        ("¿Cuánto cuesta?", "29 €"),
        ("¿cuanto cuesta el plan pro?", "79 €"),
        ("Hola! me podéis decir los precios por favor", "29 €"),
        ("qué tarifas tenéis", "29 €"),
        ("¿Cuál es el precio del plan básico?", "29 €"),
        ("¿Hacéis descuento por pago anual?", "15 %"),
        ("¿Puedo probarlo gratis?", "14 días"),
        ("hay periodo de prueba?", "14 días"),
        ("¿Se integra con HubSpot?", "HubSpot"),
        ("¿Qué integraciones tenéis?", "HubSpot"),
        ("tiene integracion con pipedrive", "Pipedrive"),
        ("¿Mis datos están seguros?", "Ciframos"),
        ("¿Dónde están los servidores?", "Fráncfort"),
        ("¿Cumplís el RGPD?", "RGPD"),
        ("¿Qué horario de soporte tenéis?", "lunes a viernes"),
        ("¿Tiene permanencia?", "No hay permanencia"),
        ("¿Puedo cancelar cuando quiera?", "se cancela"),
        ("¿Cuánto tarda la instalación?", "tres días"),
        ("¿Dais formación al equipo?", "formación"),
        ("¿Se pueden importar mis contactos de excel?", "Excel"),
        ("¿Se puede pagar con transferencia?", "transferencia"),
        ("¿Trabajáis con clínicas dentales?", "clínicas dentales"),
        ("Buenas, soy Ana de Clínica Sol. Quería saber si hay permanencia. Gracias", "permanencia"),
        ("¿Qué precio tiene y con qué se integra?", "29 €"),
    ],
    "en": [
        ("How much does it cost?", "$29"),
        ("how much is the pro plan", "$79"),
        ("Hi! Could you tell me your prices please", "$29"),
        ("What's the price of the basic plan?", "$29"),
        ("Is there a discount if we pay yearly?", "15%"),
        ("Can I try it for free?", "14 days"),
        ("do you have a free trial", "14 days"),
        ("Does it integrate with HubSpot?", "HubSpot"),
        ("What integrations do you have?", "HubSpot"),
        ("is it compatible with google calendar?", "Google Calendar"),
        ("Is my data secure?", "encrypted"),
        ("Where are your servers?", "Frankfurt"),
        ("Are you GDPR compliant?", "GDPR"),
        ("When is support available?", "Monday to Friday"),
        ("Is there a lock-in contract?", "no lock-in"),
        ("can i cancel anytime?", "cancel any time"),
        ("How long does setup take?", "three days"),
        ("Do you train the team?", "training session"),
        ("Can we import our contacts from Excel?", "Excel"),
        ("Can I pay by bank transfer?", "bank transfer"),
        ("Do you work with dental clinics?", "dental clinics"),
        ("Hey, I'm Tom from BrightSmile. Do you have phone support?", "phone line"),
        ("What does it cost and does it connect to Pipedrive?", "$29"),
    ],
    "pt": [
        ("Quanto custa?", "29 €"),
        ("quanto custa o plano pro", "79 €"),
        ("Olá! Poderiam me dizer os preços por favor", "29 €"),
        ("qual o valor da mensalidade?", "29 €"),
        ("Tem desconto no pagamento anual?", "15 %"),
        ("Posso testar grátis?", "14 dias"),
        ("tem teste gratuito", "14 dias"),
        ("Integra com o HubSpot?", "HubSpot"),
        ("Quais integrações vocês têm?", "HubSpot"),
        ("tem integracao com google calendar", "Google Calendar"),
        ("Meus dados estão seguros?", "criptografados"),
        ("Onde ficam os servidores?", "Frankfurt"),
        ("Vocês cumprem a LGPD?", "LGPD"),
        ("Qual o horário do suporte?", "segunda a sexta"),
        ("Tem fidelidade?", "fidelidade"),
        ("Posso cancelar quando quiser?", "cancele quando"),
        ("Quanto tempo demora a instalação?", "três dias"),
        ("Vocês dão treinamento para a equipe?", "treinamento"),
        ("Dá para importar meus contatos do Excel?", "Excel"),
        ("Posso pagar com cartão?", "cartão"),
        ("Vocês trabalham com clínicas odontológicas?", "clínicas odontológicas"),
        ("Oi, sou a Bia da Clínica Sol. Vocês aceitam boleto?", "boleto"),
    ],
}

UNANSWERED: dict[Language, list[str]] = {
    "es": [
        "¿Tenéis oficina en Tokio?",
        "¿Se integra con Salesforce?",
        "¿Tenéis certificación ISO 27001?",
        "¿Hay aplicación para Android?",
        "¿Quién es vuestro director general?",
        "¿Cuánto cuesta el plan Enterprise?",
        "¿Vendéis sillones dentales?",
        "¿Buscáis programadores?",
        "¿Quién ganó el mundial?",
        "¿Qué tiempo hará mañana en Sevilla?",
        "¿Puedo pagar con bitcoin?",
        "¿Cuántos clientes tenéis en México?",
        "¿Hay versión en alemán?",
        "¿Tenéis parking?",
        "¿Me hacéis una página web?",
    ],
    "en": [
        "Do you have an office in Tokyo?",
        "Does it integrate with Salesforce?",
        "Are you ISO 27001 certified?",
        "Is there an Android app?",
        "Who is your CEO?",
        "How much is the Enterprise plan?",
        "Do you sell dental chairs?",
        "Are you hiring developers?",
        "Who won the world cup?",
        "What's the weather in Leeds tomorrow?",
        "Can I pay with bitcoin?",
        "How many customers do you have in Mexico?",
        "Is there a German version?",
        "Do you have parking?",
        "Can you build me a website?",
    ],
    "pt": [
        "Vocês têm escritório em Tóquio?",
        "Integra com o Salesforce?",
        "Vocês têm certificação ISO 27001?",
        "Tem aplicativo para Android?",
        "Quem é o diretor de vocês?",
        "Quanto custa o plano Enterprise?",
        "Vocês vendem cadeiras odontológicas?",
        "Estão contratando programadores?",
        "Quem ganhou a copa do mundo?",
        "Como vai estar o tempo amanhã em Curitiba?",
        "Posso pagar com bitcoin?",
        "Quantos clientes vocês têm no México?",
        "Existe versão em alemão?",
        "Tem estacionamento?",
        "Vocês fazem um site para mim?",
    ],
}
